"""How far a share of few cases can be trusted."""

from __future__ import annotations

from math import nan, sqrt
from statistics import NormalDist

from stance.evaluation.intervals import Interval


def wilson(n_hits: float, n: int, confidence: float = 0.95) -> Interval:
    """Return the share of hits among n cases with its score interval (Wilson 1927).

    E. B. Wilson (1927), Probable inference, the law of succession, and statistical inference,
    JASA 22:158. It lies within 0 and 1 and holds its level for shares near them and for small n,
    where the usual one does neither (Brown, Cai and DasGupta 2001, Statistical Science 16:2).
    `n_hits` need not be whole: a case that was scored several times may be a hit in part. Of no
    cases there is no share: nan.

    >>> of_none = wilson(0, 10)
    >>> of_none.low, of_none.value, round(of_none.high, 4)
    (0.0, 0.0, 0.2775)
    """
    if n == 0:
        return Interval(nan, nan, nan)
    share = n_hits / n
    z2 = NormalDist().inv_cdf((1 + confidence) / 2) ** 2 / n
    middle = share + z2 / 2
    half = sqrt(z2 * (share * (1 - share) + z2 / 4))
    # Rounding would leave 3e-17 where 0 is meant.
    low = 0.0 if n_hits == 0 else (middle - half) / (1 + z2)
    high = 1.0 if n_hits == n else (middle + half) / (1 + z2)
    return Interval(low, share, high)
