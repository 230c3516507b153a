"""`load` and `model_folder`: the model that a user names, in Python and on the command line."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

from stance.cache import cache_folder
from stance.errors import ModelError, RunError
from stance.shipped import shipped

if TYPE_CHECKING:
    from stance.model import StanceModel

DEFAULT: Final = "default"

_EXPERIMENT: Final = "nato_russia_baseline"


def load(model: Path | str, *, trusted: Sequence[str] = ()) -> StanceModel:
    """Return the model in a folder.

    Parameters
    ----------
    model
        The folder of a model, or of a run that has kept one; or the word ``default``: see
        `model_folder`.
    trusted
        As in `stance.StanceModel.load`, which also says what is raised.
    """
    from stance.model import StanceModel

    folder = _default_model() if model == DEFAULT else Path(model)
    is_run = (folder / "run.json").is_file()
    return StanceModel.load(folder / "model" if is_run else folder, trusted=trusted)


def model_folder(reference: str, runs: Path) -> Path:
    """Return the folder of a model.

    Parameters
    ----------
    reference
        The folder itself; a run, as `stance.runs.select_runs` knows it: of several, the latest
        that trained a model; or the word ``default``: the model of the shipped experiment on the
        shipped corpus, trained when it is first asked for.
    runs
        Where runs are looked for.

    Raises
    ------
    ModelError
        Where a run has kept no model, or the default one cannot be kept.
    RunError
        Where the reference means no run.
    """
    if reference == DEFAULT:
        return _default_model()
    if is_exact(reference):
        return Path(reference)
    # This takes a tenth of a second, which others need not wait.
    from stance.runs import LATEST, select_runs

    try:
        found = select_runs([str(runs) if reference == LATEST else reference], runs)
    except RunError as error:
        raise RunError(
            f"{error} (a model is also named by its folder, or by the word {DEFAULT})"
        ) from None
    folder = _of_latest(found)
    if not folder.is_dir():
        raise ModelError(
            f"{folder.parent} has kept no model (save_model=false); train again, or name another"
        )
    return folder


def is_exact(reference: str) -> bool:
    """Tell whether a reference can mean one model only: a folder with one, or the default."""
    return reference == DEFAULT or (Path(reference) / "model.json").is_file()


def _of_latest(found: Sequence[Path]) -> Path:
    """Return the model folder of the latest run that trained a model."""
    from stance.runs import Run

    for folder in reversed(found):
        if not Run.load(folder).is_evaluation:
            return folder / "model"
    raise ModelError(
        f"{found[-1]} scored a model that was saved elsewhere, and keeps none of its own; name the "
        "model that its note tells (stance record shows it)"
    )


def _default_model() -> Path:
    """Return the default model's folder; train it where there is none in the cache."""
    kept = default_model_runs()
    if found := sorted(kept.glob("[!.]*/[!.]*/model/model.json")):
        return found[-1].parent
    sys.stderr.write(f"stance: training the default model, to be kept in {kept}\n")
    sys.stderr.flush()
    from stance.launch import train

    # By its path: a name would mean the user's own experiment, if there is one of that name.
    experiment = shipped("experiments") / f"{_EXPERIMENT}.yaml"
    try:
        (run,) = train([str(experiment), "plots=false"], quiet=True, runs=kept, allow=[]).runs
    except RunError as error:
        raise ModelError(
            f"the default model cannot be kept ({error}); set STANCE_CACHE to a folder of yours"
        ) from error
    return run.folder / "model"


def default_model_runs() -> Path:
    """Return the folder of the run that makes the default model, under what it depends on."""
    from stance.corpus.nato_russia import load_nato_russia

    parts = (
        version("stance-toolkit"),
        load_nato_russia().fingerprint[:16],
        f"scikit-learn-{version('scikit-learn')}",
    )
    return cache_folder() / DEFAULT / "-".join(parts)
