"""Where the files that travel with the toolkit are: configs, data and experiments."""

from __future__ import annotations

from pathlib import Path
from typing import Literal


def shipped(folder: Literal["configs", "data", "experiments"]) -> Path:
    """Return a folder that travels with the toolkit.

    In a wheel it lies inside the package, in a checkout beside it.
    """
    package = Path(__file__).parent
    inside = package / folder
    return inside if inside.is_dir() else package.parent / folder
