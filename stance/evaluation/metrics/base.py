"""What a metric is: a value with a title that scores samples.

A new metric is one file here, one name in `__init__.py` and one YAML in ``configs/metric/``.
"""

from __future__ import annotations

from math import inf
from typing import ClassVar, Protocol, runtime_checkable

from stance.evaluation.sample import Confusion, Sample
from stance.evaluation.undefined import Floats


class Metric(Protocol):
    """Anything that scores samples; the config gives it the name it is listed under."""

    title: ClassVar[str]
    """The heading of its column in a table."""

    greater_is_better: ClassVar[bool] = True

    def score(self, sample: Sample) -> Floats:
        """Return the score of each resample, shape (B,), nan where one has no value.

        Raises
        ------
        NoScoreError
            Where no resample can have one, such as a log loss without probabilities.
        """
        ...


@runtime_checkable
class CountMetric(Metric, Protocol):
    """A metric of the confusion counts alone; the evaluator gives it for each target too."""

    def of_counts(self, counts: Confusion) -> Floats:
        """Return the score of each table of counts: (..., T, K, K) gives (...)."""
        ...

    def score(self, sample: Sample) -> Floats:
        """Return the score of each resample, shape (B,)."""
        return self.of_counts(sample.confusion)


@runtime_checkable
class IntervalMetric(Metric, Protocol):
    """A metric whose resampled scores are no fair picture of how its score varies.

    So it is where chance can only add to a score: to that of the data, and again to that of
    every resample.
    """

    least: ClassVar[float] = -inf
    """Below it no true score can be, and no interval goes."""

    def bounds(self, sample: Sample) -> tuple[Floats, Floats]:
        """Return for each resample what the interval is made of, both shape (B,).

        The lower end is a low percentile of the first, the upper end a high percentile of the
        second.
        """
        ...
