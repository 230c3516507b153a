"""Run folders: written whole or not at all; found, loaded and listed."""

from __future__ import annotations

import errno
import fnmatch
import glob
import hashlib
import json
import os
import platform
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from stance.errors import RunError, nearest
from stance.evaluation import Evaluation, Predictions
from stance.evaluation.contrast import Contrasts
from stance.evaluation.tone_table import ToneTable
from stance.evaluation.transfer import TransferMatrix
from stance.model import StanceModel

_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_PARTIAL: Final = ".partial-"
_PACKAGES: Final = (
    "stance-toolkit",
    "scikit-learn",
    "numpy",
    "scipy",
    "pandas",
    "pyarrow",
    "skops",
)
# What every reader of a run asks for.
_NEEDED: Final = ("id", "name", "task", "command", "headline", "corpus", "n_test")
# What scores are read from; run.json keeps their SHA-256.
_HASHED: Final = ("predictions.parquet", "metrics.json")


@dataclass(frozen=True)
class Run:
    """One finished experiment in its folder.

    Attributes
    ----------
    folder
        Where its files are.
    info
        The content of ``run.json``: id, name, fingerprint, start, seconds, corpus, versions,
        and the SHA-256 of the files that scores are read from.
    """

    folder: Path
    info: Mapping[str, Any]

    @classmethod
    def load(cls, folder: Path) -> Run:
        """Return the run a folder holds; its other files are read when they are asked for."""
        info = _read_json(folder / "run.json")
        if missing := [key for key in _NEEDED if key not in info]:
            raise RunError(
                f"{folder / 'run.json'} has no {', '.join(missing)}; it is of another version of "
                "the toolkit or was altered, train again"
            )
        return cls(folder, info)

    @property
    def id(self) -> str:
        """The name of the folder: time of start and fingerprint."""
        return str(self.info["id"])

    @property
    def name(self) -> str:
        """The name of the experiment."""
        return str(self.info["name"])

    @cached_property
    def evaluation(self) -> Evaluation:
        """The scores, from ``metrics.json``."""
        try:
            return Evaluation.from_dict(self._metrics["evaluation"])
        except (KeyError, TypeError) as error:
            raise RunError(
                f"{self.folder / 'metrics.json'} has no {error} where scores are wanted; it is of "
                "another version of the toolkit or was altered, train again"
            ) from None

    @cached_property
    def floors(self) -> Contrasts | None:
        """What the model has to beat, and whether it does; None in a quick evaluation."""
        return self._metrics["floors"] and Contrasts.from_dict(self._metrics["floors"])

    @cached_property
    def target_test(self) -> Contrasts | None:
        """What the model predicts without targets, or for others; None in a quick evaluation."""
        return self._metrics["target_test"] and Contrasts.from_dict(self._metrics["target_test"])

    @cached_property
    def tone(self) -> ToneTable | None:
        """Stance by sentiment, where the corpus has both."""
        return self._metrics["tone"] and ToneTable.from_dict(self._metrics["tone"])

    @cached_property
    def transfer(self) -> TransferMatrix | None:
        """The train-by-test matrix, where the splits make one."""
        return self._metrics["transfer"] and TransferMatrix.from_dict(self._metrics["transfer"])

    @cached_property
    def _metrics(self) -> dict[str, Any]:
        self._check("metrics.json")
        return _read_json(self.folder / "metrics.json")

    @cached_property
    def predictions(self) -> Predictions:
        """Every scored example, from ``predictions.parquet``."""
        self._check("predictions.parquet")
        return Predictions.load(self.folder / "predictions.parquet", self.info["task"])

    @cached_property
    def config(self) -> str:
        """The resolved config as YAML text. It is shown, never built from."""
        return (self.folder / "config.yaml").read_text(encoding="utf-8")

    def model(self, *, trusted: Sequence[str] = ()) -> StanceModel:
        """Return the trained model; `trusted` as in `StanceModel.load`."""
        return StanceModel.load(self.folder / "model", trusted=trusted)

    @property
    def is_hashed(self) -> bool:
        """Whether the run can tell that its files were altered; one made by older code cannot."""
        return "files" in self.info

    def _check(self, name: str) -> None:
        path = self.folder / name
        if self.is_hashed and path.is_file() and _sha256(path) != self.info["files"].get(name):
            raise RunError(
                f"{path} was cut or altered after the run; restore the file or train again"
            )


def list_runs(root: Path) -> tuple[list[Run], list[RunError]]:
    """Return the finished runs below a folder, oldest first, and why others cannot be read."""
    runs: list[Run] = []
    errors: list[RunError] = []
    for folder in _run_folders(root):
        try:
            run = Run.load(folder)
            run.evaluation  # noqa: B018 - read now, so that what is damaged is told apart
        except RunError as error:
            errors.append(error)
        else:
            runs.append(run)
    return runs, errors


def find_run(reference: str, root: Path) -> Run:
    """Return the one run that a reference means, as in `select_runs`: of several, the latest."""
    return Run.load(select_runs([reference], root)[-1])


def select_runs(references: Sequence[str], root: Path) -> list[Path]:
    """Return the folders of all runs that are meant, each once, in the order they are named.

    A reference is a folder of one run or of several, a run id, an experiment's name (all its
    runs), the word ``latest``, or a pattern (``*``, ``?``, ``[``) of folders, ids or names; ids
    and names are those below `root`. Nothing is read.

    Raises
    ------
    RunError
        Where a reference means no run.
    """
    listed = _run_folders(root)
    found = [run for reference in references for run in _meant(reference, listed, root)]
    return list({run.resolve(): run for run in found}.values())


def _meant(reference: str, listed: Sequence[Path], root: Path) -> list[Path]:
    paths = glob.glob(reference)  # noqa: PTH207 - Path.glob takes no absolute pattern
    if folders := [run for path in sorted(paths) for run in _run_folders(Path(path))]:
        return folders
    if not listed:
        raise RunError(f"there are no runs in {root}; make one with: stance train")
    if reference == "latest":
        return [listed[-1]]
    names = [(run.name, run.parent.name) for run in listed]
    folders = [run for run, of in zip(listed, names, strict=True) if fnmatch.filter(of, reference)]
    if not folders:
        known = {name for of in names for name in of}
        raise RunError(
            f"no run {reference!r} in {root}"
            f"{nearest(reference, known) or '; stance runs lists them'}"
        )
    return folders


def _run_folders(folder: Path) -> list[Path]:
    """Return a folder in which a run is, else those one or two levels below, oldest first."""
    if (folder / "run.json").is_file():
        return [folder]
    paths = [*folder.glob("*/run.json"), *folder.glob("*/*/run.json")]
    runs = [path.parent for path in paths if not _hidden(path, folder)]
    return sorted(runs, key=lambda run: run.name)


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
            self.folder.mkdir()
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
        if isinstance(error, OSError):
            raise self._cannot(error) from error

    def _publish(self) -> None:
        """Rename the whole folder to the first free name."""
        _flush(self.folder)
        info = _read_json(self.folder / "run.json")
        info["files"] = {
            name: _sha256(self.folder / name) for name in _HASHED if (self.folder / name).is_file()
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


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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


def _hidden(path: Path, root: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(root).parts)


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write readable JSON, refusing what JSON has no word for (nan, infinity)."""
    text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def _read_json(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise RunError(
            f"{path} cannot be read ({error}); the run was cut or altered, train it again"
        ) from None


def surroundings() -> dict[str, Any]:
    """Return what a run should remember of its surroundings: versions, machine, git commit."""
    return {
        "versions": {"python": platform.python_version()}
        | {package: version(package) for package in _PACKAGES},
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
