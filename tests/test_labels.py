import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.labels import LABELS, read_label


@pytest.mark.parametrize(
    ("spelling", "task", "label"),
    [
        ("FAVOR", "stance", "favor"),
        ("favour", "stance", "favor"),
        (" Against ", "stance", "against"),
        ("NONE", "stance", "neutral"),
        ("NEITHER", "sentiment", "neutral"),
        ("POSITIVE", "sentiment", "positive"),
        ("positive", "stance", None),
        ("", "stance", None),
    ],
)
def test_published_spellings_become_our_labels(spelling, task, label):
    assert read_label(spelling, task) == label


def test_the_users_crosswalk_is_asked_first():
    assert read_label("FAVOR", "stance", {"FAVOR": "against"}) == "against"
    assert read_label("1", "stance", {"1": "FAVOR"}) == "favor"


def test_a_crosswalk_is_asked_in_any_case_where_one_answer_is_left():
    assert read_label("Pro ", "stance", {"PRO": "against"}) == "against"
    assert read_label("Pro-War", "stance", {"PRO-WAR": "favor", "pro-war": "against"}) is None


@given(st.text(), st.sampled_from(list(LABELS)))
def test_a_label_is_known_or_none(spelling, task):
    assert read_label(spelling, task) in {*LABELS[task], None}


@pytest.mark.parametrize("task", LABELS)
def test_labels_stand_in_sorted_order_as_in_scikit_learn(task):
    assert list(LABELS[task]) == sorted(LABELS[task])
