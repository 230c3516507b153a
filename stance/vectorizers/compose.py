"""Vectorizers made of others: side by side, one after the other, or put on a column."""

from __future__ import annotations

from typing import Any

from sklearn.compose import ColumnTransformer
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.utils import get_tags

from stance.errors import ConfigError
from stance.vectorizers.indicators import column_indicator


class Union(FeatureUnion):
    """A `FeatureUnion` that asks its parts one after the other, unless `n_jobs` says otherwise.

    scikit-learn's own makes ready for parallel work each time, which for one sentence takes half
    as long as the parts do.
    """

    def transform(self, X: Any, **params: Any) -> Any:
        """Return the features of all parts side by side."""
        parts = [part for _, part in self.transformer_list]
        is_plain = all(hasattr(part, "transform") for part in parts)  # none dropped or passed by
        if params or self.transformer_weights or self.n_jobs not in (None, 1) or not is_plain:
            return super().transform(X, **params)
        return self._hstack([part.transform(X) for part in parts])


def union(*, target: bool = False, speaker: bool = False, **parts: Any) -> Union:
    """Return the features of all parts side by side, each named after its part.

    Parameters
    ----------
    target, speaker
        Whether to add the column itself, one 0/1 feature a value. A speaker's name is a
        shortcut: a model that has it can answer without reading the sentence.
    **parts
        Transformers by name; None leaves a part out, so that a config can switch it off
        (``vectorizer.char=null``).

    Raises
    ------
    ConfigError
        If nothing is left to unite.

    Examples
    --------
    >>> import pandas as pd
    >>> from sklearn.feature_extraction.text import CountVectorizer
    >>> frame = pd.DataFrame({"text": ["peace now"], "target": ["NATO"]})
    >>> union(word=CountVectorizer(), char=None, target=True).fit(frame).get_feature_names_out()
    array(['word__now', 'word__peace', 'target__target_NATO'], dtype=object)
    """
    named = [(name, on_frame(part)) for name, part in parts.items() if part is not None]
    wanted = {"target": target, "speaker": speaker}
    named += [(column, column_indicator(column)) for column in wanted if wanted[column]]
    if not named:
        left_out = ", ".join(parts) or "none given"
        raise ConfigError(
            f"a union of vectorizers has no parts (left out: {left_out}); "
            "give at least one, or set target=true"
        )
    return Union(named)


def chain(**steps: Any) -> Pipeline:
    """Return a pipeline of the named steps, in the order given; None leaves a step out.

    A step that reads strings reads the column ``text`` of the frame the steps before it give.
    """
    return Pipeline([(name, on_frame(step)) for name, step in steps.items() if step is not None])


def on_frame(transformer: Any) -> Any:
    """Return a transformer that takes the frame: as it is, or put on the column ``text``.

    scikit-learn's own text vectorizers take a list of strings, and so does a pipeline or a
    union that begins with one; a frame they would read as the list of its column names.

    >>> from sklearn.feature_extraction.text import TfidfVectorizer
    >>> from sklearn.preprocessing import OneHotEncoder
    >>> type(on_frame(TfidfVectorizer())).__name__, type(on_frame(OneHotEncoder())).__name__
    ('ColumnTransformer', 'OneHotEncoder')
    """
    if not _takes_strings(transformer):
        return transformer
    return ColumnTransformer(
        [("text", transformer, "text")], sparse_threshold=1.0, verbose_feature_names_out=False
    )


def _takes_strings(transformer: Any) -> bool:
    match transformer:
        # Neither of them hands on this tag of its steps.
        case Pipeline(steps=[(_, first), *_]) | FeatureUnion(transformer_list=[(_, first), *_]):
            return _takes_strings(first)
        case "passthrough" | "drop":
            return False
    takes = get_tags(transformer).input_tags
    return bool(takes.string and not takes.two_d_array)
