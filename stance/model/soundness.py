"""Whether what a model file built can be asked without harm.

Trusted types are harmless as written by the toolkit. Some of them hold numbers that compiled code
takes for places in memory without looking: which child of a tree's node comes next, which column
a word has. A file made to harm could crash the process with them, or worse. Each such type has a
check here, made after building and before the model is asked anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from numbers import Integral
from typing import Any, Final

import numpy as np

_LONGEST_STATE: Final = 624  # of a Mersenne twister


def check_soundness(estimator: Any) -> None:
    """Raise ValueError, which says why, if some part of an estimator is not sound."""
    for part in _parts(estimator):
        learned, check = _CHECKS.get(type(part).__name__, ("", None))
        # An estimator that others were cloned from has learned nothing, and answers nothing.
        if check and (not learned or hasattr(part, learned)):
            check(part)


def ask_in_turn(estimator: Any) -> None:
    """Make no part of an estimator start processes or threads, as many as a file says.

    A model that was trained on every core would start them anew at every sentence.
    """
    for part in _parts(estimator):
        if getattr(part, "__dict__", {}).get("n_jobs") is not None:
            part.n_jobs = None


def _parts(estimator: Any) -> Iterator[Any]:
    """Yield all objects that an estimator is made of, itself first."""
    stack, seen = [estimator], {}
    while stack:
        part = stack.pop()
        if id(part) in seen or isinstance(part, str | bytes | int | float | type | type(None)):
            continue
        seen[id(part)] = part
        yield part
        if isinstance(part, Mapping):
            stack.extend(part.values())
        elif isinstance(part, list | tuple):
            stack.extend(part)
        elif isinstance(part, np.ndarray):
            stack.extend(part.ravel().tolist() if part.dtype == object else ())
        else:
            stack.extend(getattr(part, "__dict__", {}).values())


def _require(is_sound: object, reason: str) -> None:
    if not is_sound:
        raise ValueError(reason)


def _is_whole(value: Any) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool)


def _is_count(value: Any) -> bool:
    return _is_whole(value) and 1 <= value < 2**31


def _check_tree(classifier: Any) -> None:
    tree = classifier.tree_
    nodes = tree.__getstate__()["nodes"]
    _require(
        _is_count(classifier.n_features_in_) and tree.n_features == classifier.n_features_in_,
        "a decision tree is of another number of features than its classifier",
    )
    inner = nodes["left_child"] != -1  # what marks a leaf
    children = np.stack([nodes["left_child"], nodes["right_child"]])[:, inner]
    _check_nodes(nodes, inner, children, nodes["feature"][inner], tree.n_features)


def _check_forest(forest: Any) -> None:
    for tree in forest.estimators_:
        _require(
            type(tree).__name__ in ("DecisionTreeClassifier", "ExtraTreeClassifier")
            and _is_count(forest.n_features_in_)
            and tree.n_features_in_ == forest.n_features_in_,
            "a tree is of another number of features than its forest",
        )


def _check_boosting(boosting: Any) -> None:
    # Only while it is fitted: features are not counted then.
    _require(not hasattr(boosting, "_in_fit"), "gradient boosting says that it is being fitted")
    _require(
        _is_count(boosting.n_features_in_)
        and boosting._preprocessor is None
        and not np.any(boosting._bin_mapper.is_categorical_),
        "gradient boosting has categorical features, which the toolkit makes none of",
    )
    for predictor in (one for several in boosting._predictors for one in several):
        nodes = predictor.nodes
        inner = nodes["is_leaf"] == 0
        children = np.stack([nodes["left"], nodes["right"]]).astype(np.int64)[:, inner]
        _check_nodes(nodes, inner, children, nodes["feature_idx"][inner], boosting.n_features_in_)
        _require(not nodes["is_categorical"].any(), "a boosted tree has a categorical node")


def _check_nodes(nodes: Any, inner: Any, children: Any, features: Any, n_features: int) -> None:
    """Check that nodes form a tree: each child comes after its parent, and is there."""
    _require(nodes.ndim == 1 and len(nodes) >= 1, "a tree has no nodes")
    _require(
        (children > np.flatnonzero(inner)).all() and (children < len(nodes)).all(),
        "a tree has a node whose child is not below it",
    )
    _require(
        (features >= 0).all() and (features < n_features).all(),
        "a tree asks for a feature there is not",
    )


def _check_counts(vectorizer: Any) -> None:
    """Check a vectorizer of scikit-learn that looks words up."""
    _check_content(vectorizer)
    # Without, it makes one of its parameter `vocabulary` when it is asked, and checks that itself.
    columns = sorted(getattr(vectorizer, "vocabulary_", {}).values())
    _require(
        all(map(_is_whole, columns)) and columns == list(range(len(columns))),
        "the columns of a vocabulary are not 0, 1, 2, ...",
    )


def _check_hashing(vectorizer: Any) -> None:
    _check_content(vectorizer)
    _require(_is_count(vectorizer.n_features), "a hashing vectorizer has no number of features")


def _check_content(vectorizer: Any) -> None:
    # The other inputs would take a text for the name of a file, and read it.
    _require(vectorizer.input == "content", "a vectorizer reads files, not texts")


def _check_ngrams(vectorizer: Any) -> None:
    from stance.vectorizers.ngram_settings import check_settings
    from stance.vectorizers.symbols import Alphabet
    from stance.vectorizers.windows import Packing

    check_settings(vectorizer)
    shortest, longest = vectorizer.ngram_range
    windows, columns, tfidf = vectorizer.windows_, vectorizer.columns_, vectorizer.tfidf_
    packing = Packing(len(Alphabet.loads(vectorizer.alphabet_)), longest)
    _require(
        windows.dtype == (np.uint64 if packing.fits else np.dtype(f"S{4 * longest}"))
        and windows.ndim == 1
        and packing.n_symbols,
        "n-grams are packed in another way than they are read",
    )
    n_features = tfidf.n_features_in_
    _require(
        columns.dtype == np.int32
        and columns.shape == (len(windows), longest - shortest + 1)
        and _is_count(n_features)
        and columns.size
        and columns.min() >= -1
        and columns.max() < n_features,
        "an n-gram has a column there is not",
    )


def _check_one_hot(encoder: Any) -> None:
    _require(
        encoder.drop is None
        and encoder._drop_idx_after_grouping is None
        and not encoder._infrequent_enabled
        and [int(n) for n in encoder._n_features_outs] == [len(c) for c in encoder.categories_],
        "a one-hot encoder has other columns than categories",
    )
    # Numbers are looked up by bisection, which ends behind the last category where they are not
    # sorted, or are rounded to another type. Nothing compares words with numbers.
    _require(
        all(
            type(several) is np.ndarray
            and several.dtype == object
            and several.ndim == 1
            and all(type(one) is str for one in several)
            for several in encoder.categories_
        ),
        "a one-hot encoder has categories that are no words",
    )


def _check_pipeline(pipeline: Any) -> None:
    # Another fit would read pickles from there.
    _require(pipeline.memory is None, "a pipeline names a folder to keep results in")


def _check_random_state(state: Any) -> None:
    position = state.get_state(legacy=False)["state"]["pos"]
    _require(0 <= position <= _LONGEST_STATE, "a random state is beyond its end")


def _check_generator(generator: Any) -> None:
    _require(
        type(generator.bit_generator).__name__ == "PCG64", "a random generator is not numpy's own"
    )


# By type: the attribute without which it cannot be asked, if there is one, and the check.
_CHECKS: Final[Mapping[str, tuple[str, Callable[[Any], None]]]] = {
    "CountVectorizer": ("", _check_counts),
    "DecisionTreeClassifier": ("tree_", _check_tree),
    "ExtraTreeClassifier": ("tree_", _check_tree),
    "ExtraTreesClassifier": ("estimators_", _check_forest),
    "Generator": ("", _check_generator),
    "HashingVectorizer": ("", _check_hashing),
    "HistGradientBoostingClassifier": ("_predictors", _check_boosting),
    "NgramVectorizer": ("windows_", _check_ngrams),
    "OneHotEncoder": ("categories_", _check_one_hot),
    "Pipeline": ("", _check_pipeline),
    "RandomForestClassifier": ("estimators_", _check_forest),
    "RandomState": ("", _check_random_state),
    "TfidfVectorizer": ("", _check_counts),
}
