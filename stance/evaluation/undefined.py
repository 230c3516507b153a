"""Arithmetic in which what has no value is nan: no warning, and never a 0 in its place."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating[Any]]


def ratio(part: Floats, whole: Floats) -> Floats:
    """Return ``part / whole``, nan where the whole is 0.

    >>> ratio(np.array([1.0, 0.0]), np.array([4.0, 0.0])).tolist()
    [0.25, nan]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole == 0, np.nan, part / whole)


def mean_of_defined(values: Floats, axis: int = -1) -> Floats:
    """Return the mean of the values that are not nan, nan where there are none.

    >>> mean_of_defined(np.array([[1.0, np.nan, 2.0], [np.nan, np.nan, np.nan]])).tolist()
    [1.5, nan]
    """
    defined = ~np.isnan(values)
    total = np.where(defined, values, 0.0).sum(axis)
    return ratio(total, defined.sum(axis).astype(float))
