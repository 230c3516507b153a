"""Splits: who is learnt from, who is scored, and that the same seed says the same everywhere."""

import hashlib
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.corpus.corpus import Corpus
from stance.corpus.splits import (
    ByDate,
    FewShot,
    Given,
    Grouped,
    GroupKFold,
    LeaveOneTargetOut,
    Split,
    Splitter,
    Stratified,
    StratifiedKFold,
)

LABELS = ("against", "favor", "neutral")
TARGETS = ("bridges", "ferries", "tunnels")


def corpus_of(rows: list[dict[str, str | None]]) -> Corpus:
    """Return a corpus of rows that need no text of their own."""
    return Corpus.from_rows(
        [{"text": f"Sentence {i}.", **row} for i, row in enumerate(rows)], name="tiny"
    )


def sixty(**columns: str | None) -> Corpus:
    """Return 60 rows: three labels, three targets, 12 groups, dates over five years, no splits."""
    return corpus_of(
        [
            {
                "stance": LABELS[i % 3],
                "target": TARGETS[(i // 3) % 3],
                "group": f"thread {i * 7 % 12}",
                "date": f"{2019 + i // 12}-{i % 12 + 1:02}-05",
                **columns,
            }
            for i in range(60)
        ]
    )


def published() -> Corpus:
    """Return 30 rows with train, dev and test, the last row of each without a label."""
    return corpus_of(
        [
            {"stance": LABELS[i % 3] if i < 9 else None, "target": TARGETS[i % 2], "split": split}
            for split in ("train", "dev", "test")
            for i in range(10)
        ]
    )


ALL: dict[str, Splitter] = {
    "stratified": Stratified(),
    "grouped": Grouped(),
    "stratified_kfold": StratifiedKFold(),
    "group_kfold": GroupKFold(),
    "leave_one_target_out": LeaveOneTargetOut(),
    "by_date": ByDate(cutoff="2022-02-24"),
    "few_shot": FewShot(),
}


def digest(splits: list[Split]) -> str:
    """Return a short SHA-256 of names and row numbers."""
    content = [(split.name, split.train.tolist(), split.test.tolist()) for split in splits]
    return hashlib.sha256(repr(content).encode()).hexdigest()[:16]


PINNED = {
    "stratified": "2ac4bcaa8c75947e",
    "grouped": "4e3426cf3a03ac6e",
    "stratified_kfold": "7a079b8d02a22432",
    "group_kfold": "04c718b39f65d6a7",
    "leave_one_target_out": "c8894209b1abe46e",
    "by_date": "7de624c979973722",
    "few_shot": "2197d39dd2ddd7bb",
    "given": "1956b06aae094266",
}


@pytest.mark.parametrize("name", PINNED)
def test_the_same_seed_gives_the_same_rows_on_every_platform(name: str) -> None:
    splitter, corpus = (Given(), published()) if name == "given" else (ALL[name], sixty())
    assert digest(list(splitter.split(corpus, "stance", seed=7))) == PINNED[name]


@pytest.mark.parametrize(
    "name", ["stratified", "grouped", "stratified_kfold", "group_kfold", "few_shot"]
)
def test_another_seed_gives_other_rows(name: str) -> None:
    splits = [digest(list(ALL[name].split(sixty(), "stance", seed=seed))) for seed in range(5)]
    assert len(set(splits)) > 1


@pytest.mark.parametrize("name", ALL)
def test_the_order_of_the_rows_does_not_decide_who_is_scored(name: str) -> None:
    corpus = sixty()
    turned = corpus.take(np.arange(60)[::-1])
    for one, other in zip(
        ALL[name].split(corpus, "stance", seed=1),
        ALL[name].split(turned, "stance", seed=1),
        strict=True,
    ):
        assert set(corpus["id"][one.test]) == set(turned["id"][other.test])


@pytest.mark.parametrize("name", [*ALL, "given"])
def test_rows_without_a_label_are_in_no_split(name: str) -> None:
    corpus = corpus_of(
        [
            row
            | {"stance": row["stance"] if i % 4 else None, "split": ("train", "test")[i % 5 == 0]}
            for i, row in enumerate(sixty().table.to_pylist())
        ]
    )
    splitter = Given() if name == "given" else ALL[name]
    labelled = set(np.flatnonzero(corpus.labelled("stance")))
    for split in splitter.split(corpus, "stance", seed=0):
        assert set(split.train) | set(split.test) <= labelled


@st.composite
def corpora(draw: st.DrawFn) -> Corpus:
    """Draw a corpus of two rows a class or more, some without a group or a label."""
    counts = draw(st.lists(st.integers(2, 12), min_size=1, max_size=3))
    rows: list[dict[str, str | None]] = [
        {
            "stance": LABELS[k],
            "target": draw(st.sampled_from(TARGETS)),
            "group": draw(st.sampled_from([None, "a", "b", "c", "d"])),
        }
        for k, count in enumerate(counts)
        for _ in range(count)
    ]
    rows += [{"stance": None, "group": "a"}] * draw(st.integers(0, 3))
    rows += [{"stance": LABELS[0], "target": TARGETS[0], "group": g} for g in ("e", "f", None)]
    return corpus_of(draw(st.permutations(rows)))


def check_folds(corpus: Corpus, splits: list[Split]) -> None:
    """Each labelled row is scored once, and learnt from in every other fold."""
    labelled = np.flatnonzero(corpus.labelled("stance"))
    np.testing.assert_array_equal(np.sort(np.concatenate([s.test for s in splits])), labelled)
    for split in splits:
        assert len(split.test)
        np.testing.assert_array_equal(np.union1d(split.train, split.test), labelled)
        assert not set(split.train) & set(split.test)
        assert split.train.dtype == split.test.dtype == np.int64
        assert (np.diff(split.train) > 0).all()
        assert (np.diff(split.test) > 0).all()


@settings(deadline=None, max_examples=60)
@given(corpora(), st.integers(2, 5), st.integers(0, 99))
def test_stratified_folds_differ_by_one_row_at_most_in_every_class(
    corpus: Corpus, n_splits: int, seed: int
) -> None:
    splits = list(StratifiedKFold(n_splits).split(corpus, "stance", seed=seed))
    check_folds(corpus, splits)
    sizes = [Counter(corpus["stance"][split.test]) for split in splits]
    for label in set(corpus["stance"]) - {None}:
        counts = [size[label] for size in sizes]
        assert max(counts) - min(counts) <= 1
        assert all(label in corpus["stance"][split.train] for split in splits)


@settings(deadline=None, max_examples=60)
@given(corpora(), st.floats(0.05, 0.95), st.integers(0, 99))
def test_a_stratified_split_has_every_class_on_both_sides_in_its_share(
    corpus: Corpus, test_size: float, seed: int
) -> None:
    (split,) = splits = list(Stratified(test_size).split(corpus, "stance", seed=seed))
    check_folds(corpus, [split, Split("the other side", split.test, split.train)])
    assert splits[0].name == "test"
    for label, count in corpus.class_counts("stance").items():
        if count:
            scored = int(np.sum(corpus["stance"][split.test] == label))
            assert 1 <= scored < count
            assert abs(scored - count * test_size) <= 1


@settings(deadline=None, max_examples=60)
@given(corpora(), st.integers(2, 3), st.integers(0, 99))
def test_no_group_is_on_two_sides(corpus: Corpus, n_splits: int, seed: int) -> None:
    folds = list(GroupKFold(n_splits).split(corpus, "stance", seed=seed))
    check_folds(corpus, folds)
    (half,) = Grouped(0.5).split(corpus, "stance", seed=seed)
    check_folds(corpus, [half, Split("the other side", half.test, half.train)])
    for split in (*folds, half):
        shared = set(corpus["group"][split.train]) & set(corpus["group"][split.test])
        assert shared <= {None}


def test_a_stratified_split_spreads_over_the_targets() -> None:
    corpus = corpus_of(
        [{"stance": label, "target": t} for label in LABELS for t in TARGETS for _ in range(10)]
    )
    (split,) = Stratified(0.3).split(corpus, "stance", seed=3)
    pairs = Counter(zip(corpus["stance"][split.test], corpus["target"][split.test], strict=True))
    assert set(pairs.values()) == {3}
    assert len(pairs) == 9


def test_group_folds_have_the_classes_in_even_shares() -> None:
    corpus = corpus_of(
        [{"stance": LABELS[i % 7 % 3], "group": f"thread {i // 4}"} for i in range(400)]
    )
    for split in GroupKFold(5).split(corpus, "stance", seed=0):
        counts = Counter(corpus["stance"][split.test])
        for label, count in corpus.class_counts("stance").items():
            assert abs(counts[label] - count / 5) <= 4


def test_a_grouped_split_scores_close_to_its_share_of_the_rows() -> None:
    (split,) = Grouped(0.25).split(sixty(), "stance", seed=0)
    assert len(split.test) == 15


def test_where_no_group_fits_the_test_side_is_the_smallest() -> None:
    corpus = corpus_of([{"stance": "favor", "group": g} for g in "aaaabbbbbccc"])
    (split,) = Grouped(0.1).split(corpus, "stance", seed=0)
    assert split.test.tolist() == [9, 10, 11]


@pytest.mark.parametrize(
    ("splitter", "scored"),
    [
        (StratifiedKFold(3), 18),
        (StratifiedKFold(3, within="train"), 9),
        (StratifiedKFold(3, within=["test"]), 9),
        (StratifiedKFold(3, within=None), 27),
    ],
)
def test_the_published_test_rows_are_left_alone_unless_named(
    splitter: StratifiedKFold, scored: int
) -> None:
    splits = splitter.split(published(), "stance", seed=0)
    assert sum(len(split.test) for split in splits) == scored


def test_rows_without_a_split_may_always_be_used() -> None:
    corpus = corpus_of([{"stance": "favor", "split": s} for s in ("train", None, None, "test")])
    (split,) = Stratified(0.5).split(corpus, "stance", seed=0)
    assert sorted([*split.train, *split.test]) == [0, 1, 2]


def test_given_splits_are_the_published_ones() -> None:
    (split,) = Given(["train", "dev"]).split(published(), "stance", seed=0)
    assert split.name == "test"
    assert split.train.tolist() == [*range(9), *range(10, 19)]
    assert split.test.tolist() == [*range(20, 29)]
    (dev,) = Given("train", "dev").split(published(), "stance", seed=0)
    assert (dev.name, len(dev.train), len(dev.test)) == ("dev", 9, 9)


def test_each_target_is_scored_by_a_model_of_the_others() -> None:
    corpus = sixty()
    splits = LeaveOneTargetOut().split(corpus, "stance", seed=0)
    assert [split.name for split in splits] == list(TARGETS)
    for split in splits:
        assert set(corpus["target"][split.test]) == {split.name}
        assert split.name not in corpus["target"][split.train]


def test_few_shots_grow_with_n_and_take_the_targets_in_turn() -> None:
    corpus = sixty()
    (three,) = FewShot(3).split(corpus, "stance", seed=4)
    (six,) = FewShot(6).split(corpus, "stance", seed=4)
    assert set(three.train) < set(six.train)
    assert Counter(corpus["stance"][three.train]) == dict.fromkeys(LABELS, 3)
    assert (
        len(set(zip(corpus["stance"][three.train], corpus["target"][three.train], strict=True)))
        == 9
    )
    check_folds(corpus, [three, Split("rest", three.test, three.train)])


def test_few_shots_can_be_scored_on_the_given_test_split() -> None:
    corpus = published()
    (split,) = FewShot(2, test="test").split(corpus, "stance", seed=0)
    assert set(corpus["split"][split.test]) == {"test"}
    assert len(split.test) == 9
    assert "test" not in corpus["split"][split.train]
