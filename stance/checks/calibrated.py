"""ST011: whether probabilities are to be believed."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import ClassVar

from stance.checks.base import Finding, Severity
from stance.checks.subject import Result
from stance.evaluation import Evaluator, Interval
from stance.evaluation.metrics.ece import ECE


@dataclass(frozen=True)
class Calibrated:
    """The expected calibration error (`ECE`) is small, as far as these rows can tell.

    Found wanting is a model whose whole interval lies above `max_ece`.

    Parameters
    ----------
    max_ece
        The largest error that is taken for a well calibrated model's.
    n_resamples
        For the interval, where the run's own scores have none.
    """

    code: ClassVar[str] = "ST011"
    title: ClassVar[str] = "Probabilities badly calibrated"
    severity: ClassVar[Severity] = Severity.WARNING
    explanation: ClassVar[str] = (
        "Of what the model calls 90 % certain, it gets more or less than 90 % right, so that "
        "thresholds on its probabilities and sums of them mislead."
    )
    remedy: ClassVar[str] = (
        "Calibrate it on rows it has not learned from (calibration=temperature), or use its labels "
        "only."
    )
    is_costly: ClassVar[bool] = True

    max_ece: float = 0.05
    n_resamples: int = 500

    def look(self, subject: Result) -> Finding:
        """Compare the lower end of the error's interval with what is allowed."""
        if subject.predictions.probabilities is None:
            return Finding.not_applicable("the model gives no probabilities")
        error = self._error(subject)
        ends = f"[{error.low:.3f}, {error.high:.3f}]"
        told = f"ECE is {error.value:.3f} {ends}; {self.max_ece} is allowed"
        return (Finding.issue if error.low > self.max_ece else Finding.passed)(told)

    def _error(self, subject: Result) -> Interval:
        known = subject.evaluation.metrics.get("ece")
        if known is not None and not isnan(known.low):
            return known
        evaluator = Evaluator({"ece": ECE()}, n_resamples=self.n_resamples, max_targets=0)
        return evaluator.evaluate(subject.predictions).metrics["ece"]
