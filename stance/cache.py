"""Where the toolkit keeps what can be computed again."""

from __future__ import annotations

import os
from pathlib import Path


def cache_folder() -> Path:
    """Return where the toolkit keeps what can be computed again.

    ``STANCE_CACHE``, else ``stance-toolkit`` in ``XDG_CACHE_HOME`` or ``~/.cache``.
    """
    if "STANCE_CACHE" in os.environ:
        return Path(os.environ["STANCE_CACHE"])
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "stance-toolkit"
