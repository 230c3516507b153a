"""McNemar's test: which of two systems is right where only one is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import erfc, nan, sqrt

import numpy as np

from stance.errors import RunError
from stance.evaluation.predictions import Predictions
from stance.evaluation.significance.systems import Systems
from stance.evaluation.undefined import Floats


@dataclass(frozen=True)
class McNemar:
    """Where one of two systems is right and the other wrong, and how likely that is by chance.

    Attributes
    ----------
    first_only, second_only
        On how many examples only the one is right; by its mean over seeds where it has several.
    p_value
        Two-sided.
    """

    first_only: float
    second_only: float
    p_value: float


def mcnemar(first: Predictions, second: Predictions) -> McNemar:
    """Return the exact test of the accuracy of two systems on the same examples.

    McNemar (1947), Psychometrika 12, with the binomial distribution in place of chi-square: were
    the two equally good, a fair coin would tell which one is right where only one is. Where
    there is no such example the p value is 1.

    Raises
    ------
    RunError
        Where the two did not score the same examples, or one has several seeds.
    """
    from scipy.stats import binomtest

    systems = Systems.of({"the first system": first, "the second system": second})
    for name, seeds in zip(systems.names, systems.parts, strict=True):
        if len(seeds) > 1:
            raise RunError(
                f"{name} has {len(seeds)} seeds, and McNemar's test is of one prediction an "
                "example; take clustered_mcnemar, for which they are a cluster"
            )
    gained = _gained(systems)
    first_only, second_only = int(np.sum(gained == 1)), int(np.sum(gained == -1))
    n = first_only + second_only
    p_value = float(binomtest(first_only, n).pvalue) if n else 1.0
    return McNemar(first_only, second_only, p_value)


def clustered_mcnemar(
    first: Predictions, second: Predictions, cluster: Mapping[str, str] | None = None
) -> McNemar:
    """Return the test of two systems' accuracy where examples, or seeds, are not independent.

    Obuchowski (1998), On the comparison of correlated proportions for clustered data, Statistics
    in Medicine 17: the sum over K clusters of the difference in right predictions, squared, over
    (K / (K - 1)) times the sum of the squares, is chi-square with one degree of freedom. That
    takes many clusters, thirty or more; with few, `approximate_randomization` by cluster is exact.

    Parameters
    ----------
    first, second
        Predictions of the same examples; of several seeds, an example counts by its mean.
    cluster
        A label for each example id; an example whose label is "" is a cluster. By default each is.

    Raises
    ------
    RunError
        Where the two did not score the same examples.
    """
    systems = {"the first system": first, "the second system": second}
    by_example = _gained(Systems.of(systems))
    gained = _gained(Systems.of(systems, cluster))
    k, squares = len(gained), float(np.sum(gained**2))
    if k == 1:
        p_value = nan
    elif squares == 0:
        p_value = 1.0
    else:
        p_value = erfc(sqrt((k - 1) / k * float(gained.sum()) ** 2 / squares / 2))
    first_only, second_only = np.maximum([by_example, -by_example], 0).sum(axis=1).tolist()
    return McNemar(first_only, second_only, p_value)


def _gained(systems: Systems) -> Floats:
    """Return how many more examples the first of two systems has right in each unit."""
    hits = np.trace(systems.votes, axis1=-2, axis2=-1).astype(float)
    ours, theirs = (hits[:, systems.owner == s].mean(axis=1) for s in (0, 1))
    return np.asarray(ours - theirs)
