"""Which types a model file may name."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Final

# The only types a model file may name beside those skops trusts by itself and the toolkit's own
# estimators. The list is ours, never the file's: a type outside it is refused before anything
# is built.
TRUSTED: Final = (
    "sklearn.calibration._CalibratedClassifier",
    "sklearn.calibration._SigmoidCalibration",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    "sklearn.neural_network._stochastic_optimizers.AdamOptimizer",
    "sklearn.tree._tree.Tree",
)


def untrusted_types(path: Path, trusted: Sequence[str] = ()) -> list[str]:
    """Return the types a model file names that neither skops, the toolkit nor the user trusts."""
    import skops.io

    named = skops.io.get_untrusted_types(file=path)
    return [name for name in named if name not in {*TRUSTED, *trusted} and not _is_ours(name)]


def _is_ours(name: str) -> bool:
    """Tell whether a name is that of an estimator of the toolkit, and defined where it says."""
    if not name.startswith(("stance.vectorizers.", "stance.classifiers.")):
        return False
    from sklearn.base import BaseEstimator

    module, _, attribute = name.rpartition(".")
    try:
        found = getattr(import_module(module), attribute, None)
    except ImportError:
        return False
    return (
        isinstance(found, type) and issubclass(found, BaseEstimator) and found.__module__ == module
    )
