"""Models to folders and back: what `StanceModel.save` and `StanceModel.load` do."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Final

import sklearn
from sklearn.utils.validation import check_is_fitted

from stance.errors import ModelError, ModelWarning, StanceError, first_of
from stance.labels import LABELS
from stance.model.about import check_details, check_targets, printable
from stance.model.canaries import canary_frame, difference, frame_of_record, record
from stance.model.folder import ABOUT, CARD, ESTIMATOR, read_folder, write_folder
from stance.model.skops_file import dump_estimator, load_estimator
from stance.surroundings import versions

# What an answer may depend on.
_PACKAGES: Final = ("scikit-learn", "numpy", "scipy", "stance-toolkit", "skops", "pandas")


def save_model(model: Any, folder: Path) -> None:
    """Write a fitted `StanceModel` into a folder, which is made."""
    check_is_fitted(model)
    check_details(model.details, "the model")
    frame = canary_frame(model.targets)
    canaries = record(frame, model.score(frame))
    if difference(canaries, model.score(frame)):
        raise ModelError(
            "the model answers otherwise each time it is asked, so nobody could tell later whether "
            "it was altered; give its random_state a number and fit it again"
        )
    try:
        files = {ESTIMATOR: dump_estimator(model.estimator_)}
    except TypeError as error:  # skops' way to say so
        raise ModelError(f"the model cannot be saved: {error}; take another estimator") from error
    if model.card_:
        files[CARD] = model.card_.encode("utf-8")
    about = {
        "task": model.task,
        "labels": list(model.labels),
        "targets": list(model.targets),
        "thresholds": dict(model.thresholds or {}),
        "details": dict(model.details),
        "versions": versions(),
        "canaries": canaries,
    }
    write_folder(folder, about, files)


def load_model(
    cls: Any,
    folder: Path,
    trusted: Collection[str],
    names: tuple[str, ...] | None = None,
    within: Path | None = None,
) -> Any:
    """Return the model of the class `cls`, which is `StanceModel`, that a folder holds.

    `names` and `within` are as in `read_folder`.
    """
    try:
        return _loaded(cls, folder, trusted, names, within)
    except ModelError as error:  # in which words of a stranger's file may stand
        raise ModelError(printable(str(error))) from error.__cause__


def _loaded(
    cls: Any,
    folder: Path,
    trusted: Collection[str],
    names: tuple[str, ...] | None,
    within: Path | None,
) -> Any:
    about, files = read_folder(folder, names, within)
    if (about.get("task"), about.get("labels")) not in [(k, list(v)) for k, v in LABELS.items()]:
        raise ModelError(f"{folder / ABOUT} names other labels than its task has; train again")
    try:
        estimator = load_estimator(files[ESTIMATOR], folder / ESTIMATOR, trusted)
        targets, details = about["targets"], about["details"]
        check_targets(targets, folder / ABOUT)
        check_details(details, folder / ABOUT)
        thresholds = dict(about["thresholds"])
        model = cls.of(estimator, about["task"], targets, details, thresholds or None)
        model.card_ = files.get(CARD, b"").decode("utf-8")
        differs = difference(about["canaries"], model.score(frame_of_record(about["canaries"])))
    except ModelError as error:
        apart = _versions_apart(about).get("scikit-learn")
        told = f"; it was saved with scikit-learn {apart[0]}, here is {apart[1]}" if apart else ""
        raise ModelError(f"{error}{told}") from None
    except StanceError as error:  # such as an extra that is not installed
        raise ModelError(f"{folder} cannot be used: {error}") from error
    except Exception as error:
        # What a file that was made to mislead can raise has no end; nothing of it is a bug here.
        raise _cannot(folder, f"cannot be used ({error or type(error).__name__})", about) from error
    if differs:
        raise _cannot(folder, f"answers otherwise than when it was saved ({differs})", about)
    _tell_of_version(folder, about)
    return model


def _cannot(folder: Path, what: str, about: Mapping[str, Any]) -> ModelError:
    """Return the error that names what differs from when the model was saved."""
    apart = _versions_apart(about)
    if not apart:
        return ModelError(
            f"{folder} {what}, though the packages are those it was saved with: its files were "
            "altered and given new hashes, or this processor computes otherwise; train it again"
        )
    then = [f"{name} {version}" for name, (version, _) in apart.items()]
    now = [f"{name} {version}" for name, (_, version) in apart.items()]
    return ModelError(
        f"{folder} {what}: it was saved with {first_of(then)}, here is {first_of(now)}; install "
        "those versions, or train it again"
    )


def _versions_apart(about: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Return the packages whose versions are others now, with the version then and now."""
    kept, now = about.get("versions"), versions()
    kept = kept if isinstance(kept, Mapping) else {}
    return {
        name: (str(kept.get(name)), now[name]) for name in _PACKAGES if kept.get(name) != now[name]
    }


def _tell_of_version(folder: Path, about: Mapping[str, Any]) -> None:
    kept = about.get("versions")
    then = kept.get("scikit-learn") if isinstance(kept, Mapping) else None
    now = sklearn.__version__
    if then != now:
        warnings.warn(
            f"{folder} was saved with scikit-learn {printable(str(then))}, here is {now}; it "
            f"answers its {len(about['canaries']['rows'])} canaries as it did then",
            ModelWarning,
            stacklevel=5,
        )
