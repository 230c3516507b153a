"""`Predictions` through a file, in parts and put together."""

from dataclasses import replace

import numpy as np
import pyarrow.parquet as pq
import pytest

from stance.errors import RunError
from stance.evaluation import Predictions


def same(first: Predictions, second: Predictions) -> bool:
    return first.to_table().equals(second.to_table())


@pytest.mark.parametrize("scores", ["probabilities", "margins", None])
def test_predictions_survive_a_file(scores, random_predictions, tmp_path):
    columns = {"probabilities": None} | ({scores: np.eye(3)[[0] * 200]} if scores else {})
    rows = random_predictions(0, **columns)

    rows.save(tmp_path / "predictions.parquet")
    back = Predictions.load(tmp_path / "predictions.parquet", "stance")

    assert same(back, rows)
    assert back.targets == rows.targets
    assert (back.scores is None) == (rows.scores is None)


def test_a_table_names_labels_and_not_positions(make_predictions):
    table = make_predictions([0, 2], [1, 2], margins=np.zeros((2, 3))).to_table()

    assert table["gold"].to_pylist() == ["against", "neutral"]
    assert table["predicted"].to_pylist() == ["favor", "neutral"]
    assert table.column_names[-3:] == ["margin_against", "margin_favor", "margin_neutral"]


def test_parts_put_together_are_the_whole(random_predictions):
    rows = random_predictions(1)
    first = rows.target == "target 0"

    parts = [rows.where(first), rows.where(~first)]

    assert same(Predictions.concatenate(parts), rows.where(np.argsort(~first, kind="stable")))
    assert [len(part) for part in parts] == [first.sum(), (~first).sum()]


def test_parts_of_which_one_lacks_probabilities_have_none_together(random_predictions):
    parts = [random_predictions(1), random_predictions(1, probabilities=None)]

    assert Predictions.concatenate(parts).probabilities is None


def test_a_cut_file_is_named(random_predictions, tmp_path):
    path = tmp_path / "predictions.parquet"
    random_predictions(0).save(path)
    path.write_bytes(path.read_bytes()[:-20])

    with pytest.raises(RunError, match=r"predictions\.parquet: not the predictions"):
        Predictions.load(path, "stance")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(RunError, match=r"none\.parquet: not the predictions"):
        Predictions.load(tmp_path / "none.parquet", "stance")


def test_a_file_without_a_column_is_named(random_predictions, tmp_path):
    path = tmp_path / "predictions.parquet"
    pq.write_table(random_predictions(0).to_table().drop_columns(["gold"]), path)

    with pytest.raises(RunError, match="gold"):
        Predictions.load(path, "stance")


def test_labels_of_the_other_task_are_named(random_predictions, tmp_path):
    path = tmp_path / "predictions.parquet"
    random_predictions(0).save(path)

    with pytest.raises(
        RunError, match=r"not the predictions of a sentiment run .*'(against|favor)'"
    ):
        Predictions.load(path, "sentiment")


def test_facets_are_kept_row_by_row(make_predictions, tmp_path):
    facets = {
        "genre": np.array(["agency", None, "letter"], dtype=object),
        "phenomena": np.array([["negation"], [], ["sarcasm", "hedging"], None], dtype=object)[:3],
    }
    rows = replace(make_predictions([0, 1, 2], [0, 1, 1]), facets=facets)
    both = Predictions.concatenate([rows, rows]).where(np.array([0, 0, 1, 1, 0, 0], dtype=bool))
    assert both.facets["genre"].tolist() == ["letter", "agency"]
    both.save(tmp_path / "p.parquet")
    loaded = Predictions.load(tmp_path / "p.parquet", "stance")
    assert loaded.facets["phenomena"].tolist() == [["sarcasm", "hedging"], ["negation"]]
