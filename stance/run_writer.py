"""`RunWriter`: a run folder that appears whole or not at all."""

from __future__ import annotations

import errno
import os
import platform
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Final

from stance.errors import RunError
from stance.runs import HASHED, read_json, sha256, write_json

_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_PARTIAL: Final = ".partial-"


class RunWriter:
    """A temporary folder that becomes ``root/name/run_id`` when its block ends well.

    Otherwise it is removed; what a killed process left is removed by the next run. The final
    folder gets a number at its end if the name is taken: two runs never share a folder.

    Attributes
    ----------
    folder
        Where to write; the finished run's folder once the block has ended.

    Raises
    ------
    RunError
        On leaving or entering, if the folder or a file in it cannot be written.
    """

    def __init__(self, root: Path, name: str, run_id: str) -> None:
        self.parent = root / name
        self.run_id = run_id
        self.folder = self.parent / f"{_PARTIAL}{platform.node()}-{os.getpid()}-{run_id}"

    def __enter__(self) -> RunWriter:
        try:
            self.parent.mkdir(parents=True, exist_ok=True)
            _sweep(self.parent)
            # The parent again: a run that fails beside this one may have removed it.
            self.folder.mkdir(parents=True)
        except OSError as error:
            raise self._cannot(error) from error
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        partial = self.folder
        try:
            if error is None:
                self._publish()
        except OSError as failed:
            raise self._cannot(failed) from failed
        finally:
            shutil.rmtree(partial, ignore_errors=True)
            with suppress(OSError):  # of finished runs it is not empty, and stays
                self.parent.rmdir()
        if isinstance(error, OSError):
            raise self._cannot(error) from error

    def _publish(self) -> None:
        """Rename the whole folder to the first free name."""
        _flush(self.folder)
        info = read_json(self.folder / "run.json")
        info["files"] = {
            name: sha256(self.folder / name) for name in HASHED if (self.folder / name).is_file()
        }
        for number in range(1, 1000):
            final = self.parent / (self.run_id if number == 1 else f"{self.run_id}-{number}")
            write_json(self.folder / "run.json", {**info, "id": final.name})
            try:
                self.folder = self.folder.rename(final)
            except OSError:
                if not final.exists():
                    raise
            else:
                return
        raise RunError(f"{self.parent / self.run_id} and 999 more names are taken")

    def _cannot(self, error: OSError) -> RunError:
        space = "free some space, or " if error.errno in _FULL else ""
        return RunError(
            f"the run cannot be written to {self.parent}: {error.strerror or error}; {space}"
            "choose another folder with --runs FOLDER"
        )


def _flush(folder: Path) -> None:
    """Bring the files to the disk before the rename that announces them."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())


def _sweep(parent: Path) -> None:
    """Remove the temporary folders of processes that died on this machine."""
    prefix = f"{_PARTIAL}{platform.node()}-"
    for path in parent.glob(f"{prefix}*"):
        pid = path.name.removeprefix(prefix).split("-")[0]
        if pid.isdecimal() and not _alive(int(pid)):
            shutil.rmtree(path, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's process: alive
        return True
    return True
