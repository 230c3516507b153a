"""What a run should remember of where it was made: versions, machine, git commit."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from importlib.metadata import version
from typing import Any, Final

_PACKAGES: Final = (
    "stance-toolkit",
    "scikit-learn",
    "numpy",
    "scipy",
    "pandas",
    "pyarrow",
    "skops",
)


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that scores depend on."""
    return {"python": platform.python_version()} | {name: version(name) for name in _PACKAGES}


def surroundings() -> dict[str, Any]:
    """Return what a run should remember of its surroundings: versions, machine, git commit."""
    return {
        "versions": versions(),
        "machine": {"system": platform.platform(), "cpus": os.cpu_count()},
        "git_commit": _git_commit(),
    }


def _git_commit() -> str | None:
    """Return the commit of the folder the run was started in, with ``+`` if it was edited."""
    git = shutil.which("git")
    if git is None:
        return None

    def output(*arguments: str) -> str | None:
        done = subprocess.run([git, *arguments], capture_output=True, text=True, check=False)  # noqa: S603
        return done.stdout.strip() if done.returncode == 0 else None

    commit = output("rev-parse", "HEAD")
    return commit and commit + ("+" if output("status", "--porcelain", "-uno") else "")
