"""Run folders: found, loaded and listed."""

from __future__ import annotations

import fnmatch
import glob
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from stance.behaviour import Behaviour
from stance.corpus import CorpusStatistics
from stance.errors import RunError, nearest
from stance.evaluation import Evaluation, Predictions
from stance.evaluation.abstention import Abstentions
from stance.evaluation.calibration import Calibration
from stance.evaluation.contrast import Contrasts
from stance.evaluation.errors import ERRORS, RATES, ErrorAnalysis
from stance.evaluation.tone_table import ToneTable
from stance.evaluation.transfer import TransferMatrix

if TYPE_CHECKING:
    from stance.checks import Checked
    from stance.model import StanceModel

# What every reader of a run asks for.
_NEEDED: Final = ("id", "name", "task", "command", "headline", "corpus", "n_test")
# What scores are read from; run.json keeps their SHA-256.
HASHED: Final = ("predictions.parquet", "metrics.json")
STATISTICS: Final = "corpus.json"
LATEST: Final = "latest"


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
        info = read_json(folder / "run.json")
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

    @property
    def is_evaluation(self) -> bool:
        """Whether a saved model was scored (``stance evaluate``), and none trained."""
        return self.info.get("kind") == "evaluation"

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
    def behaviour(self) -> Behaviour | None:
        """How the model did on the shipped behavioural tests; None where that was not asked."""
        record = self._metrics.get("behaviour")
        return record and Behaviour.from_dict(record)

    @cached_property
    def calibration(self) -> Calibration | None:
        """How far the probabilities can be believed; None where the model gives none."""
        record = self._metrics.get("calibration")
        return record and Calibration.from_dict(record)

    @cached_property
    def abstentions(self) -> Abstentions | None:
        """What it costs the model to abstain; None where it is to answer always."""
        record = self._metrics.get("abstention")
        return record and Abstentions.from_dict(record)

    @cached_property
    def statistics(self) -> CorpusStatistics | None:
        """What is in the corpus; None in a run of older code."""
        path = self.folder / STATISTICS
        try:
            return CorpusStatistics.from_dict(read_json(path)) if path.is_file() else None
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise RunError(
                f"{path} does not hold a corpus's numbers ({error}); remove it, or train again"
            ) from None

    @cached_property
    def errors(self) -> ErrorAnalysis | None:
        """Where the model errs; None in a run without plots and tables."""
        has_any = any((self.folder / name).exists() for name in (ERRORS, RATES))
        return ErrorAnalysis.load(self.folder) if has_any else None

    @cached_property
    def checks(self) -> tuple[Checked, ...]:
        """What the checks found when the run was made; none in a run of older code."""
        from stance.checks import Checked  # with the corpus, which to list runs is not needed

        return tuple(map(Checked.from_dict, self._metrics.get("checks", ())))

    @cached_property
    def _metrics(self) -> dict[str, Any]:
        self._check("metrics.json")
        return read_json(self.folder / "metrics.json")

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
        from stance.model import StanceModel  # with scikit-learn, which to list runs is not needed

        return StanceModel.load(self.folder / "model", trusted=trusted)

    @property
    def is_hashed(self) -> bool:
        """Whether the run can tell that its files were altered; one made by older code cannot."""
        return "files" in self.info

    def _check(self, name: str) -> None:
        path = self.folder / name
        if self.is_hashed and path.is_file() and sha256(path) != self.info["files"].get(name):
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
    if reference == LATEST:
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


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _hidden(path: Path, root: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(root).parts)


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write readable JSON, refusing what JSON has no word for (nan, infinity)."""
    text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def read_json(path: Path) -> dict[str, Any]:
    """Return what a run's JSON file holds."""
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise RunError(
            f"{path} cannot be read ({error}); the run was cut or altered, train it again"
        ) from None
