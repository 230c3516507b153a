"""`draw_all`: every plot of a run, as PNG and SVG in one folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from stance.evaluation import Evaluation, Predictions
from stance.reports.plots.confusion import ConfusionDisplay
from stance.reports.plots.display import Display, save
from stance.reports.plots.linear_weights import LinearWeights
from stance.reports.plots.not_drawn import NotDrawn
from stance.reports.plots.precision_recall import PrecisionRecallDisplay
from stance.reports.plots.reliability import ReliabilityDisplay
from stance.reports.plots.risk_coverage import RiskCoverageDisplay
from stance.reports.plots.scores import ScoresDisplay
from stance.reports.plots.top_features import TopFeaturesDisplay


@dataclass(frozen=True)
class DrawnPlots:
    """What was drawn, and what could not be.

    Attributes
    ----------
    files
        The pictures, PNG and SVG of each plot.
    not_drawn
        For each plot that is missing, the reason.
    """

    files: tuple[Path, ...]
    not_drawn: Mapping[str, str]


def draw_all(
    predictions: Predictions,
    evaluation: Evaluation,
    weights: Mapping[str, LinearWeights] | NotDrawn,
    folder: Path,
    more: Mapping[str, Display | NotDrawn] | None = None,
) -> DrawnPlots:
    """Draw every plot that a run's model allows, and return the files written.

    Parameters
    ----------
    predictions, evaluation
        Of the run.
    weights
        What `linear_weights` says of the run's model.
    folder
        Where the pictures go; made where missing.
    more
        What only some runs have, by file name: a learning curve, a train-by-test matrix; or know
        more about than their predictions tell: reliability before and after scaling.
    """
    displays: dict[str, Display | NotDrawn] = {
        "confusion": ConfusionDisplay.of(evaluation),
        "scores": ScoresDisplay.of(evaluation, n_targets=len(predictions.targets)),
        "precision_recall": PrecisionRecallDisplay.of(predictions),
        "reliability": ReliabilityDisplay.of(predictions),
        "risk_coverage": RiskCoverageDisplay.of(predictions),
        "top_features": _top_features(weights, predictions),
    }
    displays |= more or {}
    folder.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []
    not_drawn: dict[str, str] = {}
    for name, display in displays.items():
        if isinstance(display, NotDrawn):
            not_drawn[name] = display.reason
        else:
            files += save(display, folder, name)
    return DrawnPlots(tuple(files), not_drawn)


def _top_features(
    weights: Mapping[str, LinearWeights] | NotDrawn, predictions: Predictions
) -> TopFeaturesDisplay | NotDrawn:
    """Return the display of the weights, the targets with most predictions first."""
    if isinstance(weights, NotDrawn):
        return weights
    targets = list(predictions.target)
    by_size = sorted(weights, key=lambda target: (-targets.count(target), target))
    return TopFeaturesDisplay.of({target: weights[target] for target in by_size})
