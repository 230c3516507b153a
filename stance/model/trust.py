"""Which types a model file may name, and how it may build them.

A skops file is a tree of nodes: each names a type and how to build it. The list below is the
toolkit's, never the file's and not that of skops, which trusts every estimator of scikit-learn.
It has what the shipped configs make and a few cousins, all of whose prediction was read down to
the compiled code: what a tampered array could make that code read or write out of bounds is
looked into by `stance.model.soundness`. Left out for that reason: support vector machines with
kernels, nearest neighbours, sparse matrices. Functions are never trusted.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Mapping
from importlib import import_module
from typing import Any, Final

_LOSSES: Final = (
    "sklearn._loss._loss.CyHalfBinomialLoss",
    "sklearn._loss._loss.CyHalfMultinomialLoss",
    "sklearn.linear_model._sgd_fast.Hinge",
    "sklearn.linear_model._sgd_fast.ModifiedHuber",
    "sklearn.linear_model._sgd_fast.SquaredHinge",
)
_OBJECTS: Final = (
    "sklearn._loss.link.Interval",
    "sklearn._loss.link.LogitLink",
    "sklearn._loss.link.HalfLogitLink",
    "sklearn._loss.link.MultinomialLogit",
    "sklearn._loss.loss.HalfBinomialLoss",
    "sklearn._loss.loss.HalfMultinomialLoss",
    "sklearn.calibration.CalibratedClassifierCV",
    "sklearn.calibration._CalibratedClassifier",
    "sklearn.calibration._SigmoidCalibration",
    "sklearn.calibration._TemperatureScaling",
    "sklearn.compose._column_transformer.ColumnTransformer",
    "sklearn.decomposition._truncated_svd.TruncatedSVD",
    "sklearn.dummy.DummyClassifier",
    "sklearn.ensemble._forest.ExtraTreesClassifier",
    "sklearn.ensemble._forest.RandomForestClassifier",
    "sklearn.ensemble._hist_gradient_boosting.binning._BinMapper",
    "sklearn.ensemble._hist_gradient_boosting.gradient_boosting.HistGradientBoostingClassifier",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    "sklearn.feature_extraction.text.CountVectorizer",
    "sklearn.feature_extraction.text.HashingVectorizer",
    "sklearn.feature_extraction.text.TfidfTransformer",
    "sklearn.feature_extraction.text.TfidfVectorizer",
    "sklearn.frozen._frozen.FrozenEstimator",
    "sklearn.isotonic.IsotonicRegression",
    "sklearn.linear_model._logistic.LogisticRegression",
    "sklearn.linear_model._logistic.LogisticRegressionCV",
    "sklearn.linear_model._perceptron.Perceptron",
    "sklearn.linear_model._ridge.RidgeClassifier",
    "sklearn.linear_model._ridge.RidgeClassifierCV",
    "sklearn.linear_model._stochastic_gradient.SGDClassifier",
    "sklearn.naive_bayes.BernoulliNB",
    "sklearn.naive_bayes.ComplementNB",
    "sklearn.naive_bayes.MultinomialNB",
    "sklearn.neural_network._multilayer_perceptron.MLPClassifier",
    "sklearn.neural_network._stochastic_optimizers.AdamOptimizer",
    "sklearn.neural_network._stochastic_optimizers.SGDOptimizer",
    "sklearn.pipeline.FeatureUnion",
    "sklearn.pipeline.Pipeline",
    "sklearn.preprocessing._encoders.OneHotEncoder",
    "sklearn.preprocessing._function_transformer.FunctionTransformer",
    "sklearn.preprocessing._label.LabelBinarizer",
    "sklearn.preprocessing._label.LabelEncoder",
    "sklearn.svm._classes.LinearSVC",
    "sklearn.tree._classes.DecisionTreeClassifier",
    "sklearn.tree._classes.ExtraTreeClassifier",
)
_NUMBERS: Final = tuple(
    f"numpy.{name}"
    for name in ("bool", "bool_", "float32", "float64", "int32", "int64", "str_", "uint64")
)

# By the node that builds them. The estimators of the toolkit are trusted beside these.
TRUSTED: Final[Mapping[str, Collection[str]]] = {
    "DictNode": {"builtins.dict"},
    "JsonNode": {"builtins.str"},
    "ListNode": {"builtins.list"},
    "LossNode": set(_LOSSES),
    "NdArrayNode": {"numpy.ndarray", *_NUMBERS},
    "ObjectNode": {*_OBJECTS, *_LOSSES},  # skops 0.13 took losses for objects
    "RandomGeneratorNode": {"numpy.random._generator.Generator"},
    "RandomStateNode": {"numpy.random.mtrand.RandomState"},
    "SliceNode": {"builtins.slice"},
    "TreeNode": {"sklearn.tree._tree.Tree"},
    "TupleNode": {"builtins.tuple"},
    "TypeNode": {f"builtins.{name}" for name in ("bool", "float", "int", "str")} | {*_NUMBERS},
}


def _known_losses() -> set[str]:
    """Return losses under the names that the scikit-learn here gives them.

    Up to 1.8 their module calls itself ``_loss``. That name is trusted only where it is
    scikit-learn's own, already imported: elsewhere it could be anybody's file.
    """
    from sklearn._loss import _loss as ours

    named = sys.modules.get("_loss")
    names = ("CyHalfBinomialLoss", "CyHalfMultinomialLoss")
    return {
        f"_loss.{name}" for name in names if getattr(named, name, None) is getattr(ours, name, ours)
    }


def foreign_types(found: Iterable[Mapping[str, Any]], trusted: Collection[str]) -> list[str]:
    """Return the types of nodes that neither the toolkit nor the user trusts, sorted."""
    named = {(str(node["__loader__"]), type_name(node)) for node in found}
    return sorted(
        {
            name
            for loader, name in named
            if name not in TRUSTED.get(loader, ())
            and name not in trusted
            and not (loader in ("LossNode", "ObjectNode") and name in _known_losses())
            and not (loader == "ObjectNode" and _is_ours(name))
        }
    )


def type_name(node: Mapping[str, Any]) -> str:
    """Return the full name of the type that a node builds."""
    return f"{node['__module__']}.{node['__class__']}"


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
