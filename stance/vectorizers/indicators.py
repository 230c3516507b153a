"""A column's values as features of their own."""

from __future__ import annotations

from sklearn.compose import ColumnTransformer
from sklearn.preprocessing import OneHotEncoder


def column_indicator(column: str) -> ColumnTransformer:
    """Return a transformer with one 0/1 feature for each value a column had in training.

    A value not seen in training is 0 in all of them.

    >>> import pandas as pd
    >>> frame = pd.DataFrame({"target": ["NATO", "Russia", "NATO"]})
    >>> indicator = column_indicator("target").fit(frame)
    >>> indicator.get_feature_names_out().tolist()
    ['target_NATO', 'target_Russia']
    >>> indicator.transform(pd.DataFrame({"target": ["Russia", "the moon"]})).toarray()
    array([[0., 1.],
           [0., 0.]])
    """
    one_hot = OneHotEncoder(handle_unknown="ignore")
    return ColumnTransformer(
        [(column, one_hot, [column])], sparse_threshold=1.0, verbose_feature_names_out=False
    )
