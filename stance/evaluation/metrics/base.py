"""What a metric is: a value with a title that scores samples.

A new metric is one file here, one name in `__init__.py` and one YAML in ``configs/metric/``.
"""

from __future__ import annotations

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
