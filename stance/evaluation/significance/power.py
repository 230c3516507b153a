"""How small a difference a test set can show."""

from __future__ import annotations

from statistics import NormalDist


def minimum_detectable_difference(
    standard_error: float, alpha: float = 0.05, power: float = 0.8
) -> float:
    """Return the true difference that a two-sided test at alpha finds with the given power.

    The normal approximation, (z(1 - alpha / 2) + z(power)) times the standard error of the
    paired difference: Cohen (1988), Statistical power analysis for the behavioral sciences,
    chapter 2. Card et al. (2020), With little power comes great responsibility (EMNLP), on what
    it means for NLP: a test that finds less than this has probably overstated it.

    >>> round(minimum_detectable_difference(1.0), 2)
    2.8
    """
    normal = NormalDist()
    return (normal.inv_cdf(1 - alpha / 2) + normal.inv_cdf(power)) * standard_error
