"""Holm's correction for several tests at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from stance.evaluation.undefined import Floats


def holm(p_values: npt.ArrayLike) -> Floats:
    """Return p values corrected for their number: below alpha, no more than alpha errs in any.

    Holm (1979), A simple sequentially rejective multiple test procedure, Scandinavian Journal of
    Statistics 6. The smallest of m is multiplied by m, the next by m - 1, and so on; none may
    come out below one that was smaller, nor above 1. A test without a value (nan) is no test and
    does not count.

    >>> holm([0.01, 0.04, 0.03, 0.005]).tolist()
    [0.03, 0.06, 0.06, 0.02]
    """
    given = np.asarray(p_values, dtype=float)
    order = np.argsort(given, kind="stable")[: np.count_nonzero(~np.isnan(given))]  # nan last
    corrected = np.full(given.shape, np.nan)
    times = np.arange(len(order), 0, -1)
    corrected[order] = np.minimum(np.maximum.accumulate(times * given[order]), 1)
    return corrected
