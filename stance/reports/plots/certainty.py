"""`certainty_displays`: the plots of a run that tell how far its probabilities can be believed."""

from __future__ import annotations

from stance.evaluation import Predictions
from stance.evaluation.certainty import Certainty
from stance.reports.plots.display import Display
from stance.reports.plots.not_drawn import NotDrawn
from stance.reports.plots.reliability import ReliabilityDisplay
from stance.reports.plots.risk_coverage import RiskCoverageDisplay


def certainty_displays(
    predictions: Predictions, certainty: Certainty
) -> dict[str, Display | NotDrawn]:
    """Return the displays by file name, with all that is known of the predictions."""
    calibration = certainty.calibration
    return {
        "reliability": ReliabilityDisplay.of(predictions, calibration, certainty.unscaled),
        "risk_coverage": RiskCoverageDisplay.of(predictions, calibration, certainty.abstentions),
    }
