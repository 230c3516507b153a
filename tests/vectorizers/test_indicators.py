"""A column's values as features."""

import pandas as pd

from stance.vectorizers import column_indicator

FRAME = pd.DataFrame({"text": ["a", "b", "c"], "speaker": ["", "a mayor", ""]}, dtype=object)


def test_each_value_has_a_feature_that_is_named_after_it() -> None:
    indicator = column_indicator("speaker").fit(FRAME)
    assert indicator.get_feature_names_out().tolist() == ["speaker_", "speaker_a mayor"]
    assert indicator.transform(FRAME).toarray().tolist() == [[1, 0], [0, 1], [1, 0]]


def test_a_value_not_seen_in_training_has_no_feature() -> None:
    indicator = column_indicator("speaker").fit(FRAME)
    assert indicator.transform(FRAME.assign(speaker="a poet")).nnz == 0


def test_the_other_columns_do_not_matter() -> None:
    indicator = column_indicator("speaker").fit(FRAME)
    assert (indicator.transform(FRAME[["speaker"]]) != indicator.transform(FRAME)).nnz == 0
