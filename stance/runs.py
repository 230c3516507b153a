"""Run folders: written whole or not at all; found, loaded and listed."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from stance.errors import RunError, nearest
from stance.evaluation import Evaluation, Predictions
from stance.evaluation.contrast import Contrasts
from stance.evaluation.tone_table import ToneTable
from stance.model import StanceModel

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


@dataclass(frozen=True)
class Run:
    """One finished experiment in its folder.

    Attributes
    ----------
    folder
        Where its files are.
    info
        The content of ``run.json``: id, name, fingerprint, start, seconds, corpus, versions.
    """

    folder: Path
    info: Mapping[str, Any]

    @classmethod
    def load(cls, folder: Path) -> Run:
        """Return the run a folder holds; its other files are read when they are asked for."""
        return cls(folder, _read_json(folder / "run.json"))

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
        return Evaluation.from_dict(self._metrics["evaluation"])

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
    def _metrics(self) -> dict[str, Any]:
        return _read_json(self.folder / "metrics.json")

    @cached_property
    def predictions(self) -> Predictions:
        """Every scored example, from ``predictions.parquet``."""
        return Predictions.load(self.folder / "predictions.parquet", self.info["task"])

    @cached_property
    def config(self) -> str:
        """The resolved config as YAML text. It is shown, never built from."""
        return (self.folder / "config.yaml").read_text(encoding="utf-8")

    def model(self) -> StanceModel:
        """Return the trained model."""
        return StanceModel.load(self.folder / "model")


def list_runs(root: Path) -> list[Run]:
    """Return the finished runs below a folder, oldest first."""
    folders = [path.parent for path in root.glob("*/*/run.json") if not _hidden(path, root)]
    return sorted((Run.load(folder) for folder in folders), key=lambda run: run.id)


def find_run(reference: str, root: Path) -> Run:
    """Return the run that a folder, a run id, an experiment's name (its latest) or the word
    ``latest`` means.
    """  # noqa: D205
    if (Path(reference) / "run.json").is_file():
        return Run.load(Path(reference))
    runs = list_runs(root)
    for run in reversed(runs):
        if reference in ("latest", run.id, run.name):
            return run
    if not runs:
        raise RunError(f"there are no runs in {root}; make one with: stance train")
    known = {name for run in runs for name in (run.id, run.name)}
    raise RunError(
        f"no run {reference!r} in {root}{nearest(reference, known) or '; stance runs lists them'}"
    )


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
        return RunError(
            f"the run cannot be written to {self.parent}: {error.strerror or error}; free some "
            "space, or choose another folder with --runs FOLDER"
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
