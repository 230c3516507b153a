"""When a model should rather not answer: a threshold that promises an accuracy, and what it costs.

To abstain is not to answer neutral: neutral says that the speaker takes no side.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from math import log
from typing import Any, ClassVar, Final, Self

import numpy as np
import numpy.typing as npt

from stance.errors import ConfigError
from stance.evaluation.evaluation import interval_from, to_json
from stance.evaluation.evaluator import Evaluator
from stance.evaluation.intervals import Interval
from stance.evaluation.metrics.base import Metric
from stance.evaluation.predictions import Predictions
from stance.evaluation.risk_coverage import RiskCoverage
from stance.evaluation.sample import NoScoreError, Sample
from stance.evaluation.undefined import Floats, ratio

FACET: Final = "abstention"
"""The facet of predictions that tells what their model does: `ABSTAINED`, or `ANSWERED`."""

ABSTAINED: Final = "abstained"
ANSWERED: Final = "answered"

_STEPS: Final = 20
_FEWEST: Final = 30


@dataclass(frozen=True)
class Threshold:
    """The least confidence with which a model answers, and what it was chosen on.

    Attributes
    ----------
    probability
        Answer where the likeliest label has at least this; None where none keeps the promise.
    n, n_answered, n_wrong
        The rows it was chosen on, how many of them it answers, and how many of these wrongly. Of
        the surest that were tried, where these do not keep the promise.
    least_accuracy
        With the confidence that was asked for, the accuracy of all such answers is at least this.
    """

    probability: float | None
    n: int
    n_answered: int
    n_wrong: int
    least_accuracy: float


@dataclass(frozen=True)
class Abstention:
    """Which accuracy the answers of a model are to have, and how sure one wants to be of that.

    A threshold keeps the promise where the exact lower bound of the accuracy of its answers
    (Clopper & Pearson 1934; for thresholds Geifman & El-Yaniv 2017, NeurIPS) is the wanted one or
    more. First it is tried to answer always; then thresholds that answer a tenth of the rows, a
    twentieth more and so on, up to the first that does not keep it, and the last that did is
    taken. Either search has half of 1 - `confidence` for its bounds; as the order of trials is
    fixed beforehand, their number costs nothing (fixed-sequence testing, as in Angelopoulos et
    al. 2025, Annals of Applied Statistics 19, "Learn then test"). So the accuracy of answers to
    rows like those it was chosen on is below the wanted one with a probability of at most
    1 - `confidence`. The first threshold answers 30 rows, or as many as a promise takes where
    none is wrong; a hundred rows or more are needed for much of one.

    Attributes
    ----------
    accuracy
        The wanted share of right answers. None answers always.
    confidence
        How sure one wants to be.
    """

    accuracy: float | None = None
    confidence: float = 0.95

    def __post_init__(self) -> None:
        for name, value in (("accuracy", self.accuracy), ("confidence", self.confidence)):
            if value is not None and not 0 < value < 1:
                raise ConfigError(
                    f"abstention.{name} is {value}; give a share between 0 and 1, such as 0.8"
                )

    def threshold(self, confidence: Floats, right: npt.NDArray[np.bool_]) -> Threshold:
        """Return the threshold for n >= 1 rows: how sure each is, and whether it is right."""
        if self.accuracy is None:
            raise ConfigError("no abstention.accuracy is wanted; give one, such as 0.8")
        curve = RiskCoverage.of(confidence, right)
        n, risk = len(confidence), (1 - self.confidence) / 2
        always = _threshold(curve, len(curve.answered) - 1, risk)
        if always.least_accuracy >= self.accuracy:
            return always
        first = max(n / 10, _FEWEST, log(risk) / log(self.accuracy))
        shares = np.ceil(np.arange(1, _STEPS) * n / _STEPS)
        # Rows of one confidence are answered together.
        steps = np.unique(np.searchsorted(curve.answered, shares[shares >= first])).tolist()
        kept: Threshold | None = None
        for at in steps:
            tried = _threshold(curve, at, risk)
            if tried.least_accuracy < self.accuracy:
                return kept or replace(tried, probability=None)
            kept = tried
        return kept or replace(always, probability=None)


def _threshold(curve: RiskCoverage, at: int, risk: float) -> Threshold:
    """Return the threshold at one of the confidences that occur."""
    answered, errors = int(curve.answered[at]), int(curve.errors[at])
    n = int(curve.answered[-1])
    # Who may answer all the rows there are may answer any.
    probability = 0.0 if answered == n else float(curve.threshold[at])
    return Threshold(probability, n, answered, errors, 1 - most_errors(errors, answered, risk))


def most_errors(n_wrong: int, n: int, risk: float) -> float:
    """Return the largest error rate with which so few errors have at least a probability `risk`.

    Clopper & Pearson (1934), Biometrika 26, the upper end alone.

    >>> round(most_errors(0, 10, 0.05), 4)  # 1 - 0.05 ** (1 / 10)
    0.2589
    """
    from scipy.special import betaincinv

    return 1.0 if n_wrong == n else float(betaincinv(n_wrong + 1, n - n_wrong, 1 - risk))


def with_abstained(predictions: Predictions, threshold: Threshold) -> Predictions:
    """Return predictions that tell in a facet where their model abstains."""
    if predictions.probabilities is None:
        raise NoScoreError("a threshold of probability needs probabilities")
    least = 0.0 if threshold.probability is None else threshold.probability
    names = np.array([ANSWERED, ABSTAINED], dtype=object)
    abstains = predictions.probabilities.max(axis=1) < least
    return replace(predictions, facets={**predictions.facets, FACET: names[abstains.astype(int)]})


@dataclass(frozen=True)
class Abstentions:
    """What it costs a model, and gains it, to abstain.

    Attributes
    ----------
    wanted
        The accuracy that was wanted, and with which confidence.
    thresholds
        What was chosen, for each split and seed.
    coverage
        The share of scored rows that are answered.
    accuracy
        The share of right answers among those.
    """

    wanted: Abstention
    thresholds: tuple[Threshold, ...]
    coverage: Interval
    accuracy: Interval

    @classmethod
    def of(
        cls,
        predictions: Predictions,
        wanted: Abstention,
        thresholds: Sequence[Threshold],
        evaluator: Evaluator,
    ) -> Self:
        """Return the record of predictions that `with_abstained` gave."""
        metrics: dict[str, Metric] = {"coverage": Coverage(), "accuracy": SelectiveAccuracy()}
        found = replace(evaluator, metrics=metrics, max_targets=0).evaluate(predictions).metrics
        return cls(wanted, tuple(thresholds), found["coverage"], found["accuracy"])

    def to_dict(self) -> dict[str, Any]:
        """Return the record as JSON knows it."""
        return dict(to_json(asdict(self)))

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Self:
        """Return the record that `to_dict` wrote."""
        return cls(
            Abstention(**record["wanted"]),
            tuple(Threshold(**one) for one in record["thresholds"]),
            interval_from(record["coverage"]),
            interval_from(record["accuracy"]),
        )


@dataclass(frozen=True)
class Coverage(Metric):
    """The share of rows that are answered."""

    title: ClassVar[str] = "Coverage"

    def score(self, sample: Sample) -> Floats:
        """Return the share of each resample."""
        return sample.mean(_answered(sample))


@dataclass(frozen=True)
class SelectiveAccuracy(Metric):
    """The share of right answers among those that are given; nan where none is."""

    title: ClassVar[str] = "Accuracy of answers"

    def score(self, sample: Sample) -> Floats:
        """Return the share of each resample."""
        right = sample.predictions.predicted == sample.predictions.gold
        return ratio(sample.mean(_answered(sample) * right), sample.mean(_answered(sample)))


def _answered(sample: Sample) -> Floats:
    return np.asarray(sample.predictions.facets[FACET] == ANSWERED, dtype=float)
