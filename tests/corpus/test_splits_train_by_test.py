"""Train-by-test matrices: every pair once, and no text or group on both sides of any."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.corpus import Corpus
from stance.corpus.joined import join_corpora
from stance.corpus.splits import Split, TrainByTest
from stance.corpus.splits.train_by_test import name_of_pair, read_pair
from stance.errors import ConfigError, CorpusError

LABELS = ("against", "favor", "neutral")
TARGETS = ("bridges", "ferries", "tunnels")


def corpus_of(rows: list[dict[str, str | None]], name: str = "tiny") -> Corpus:
    """Return a corpus of rows that need no text of their own."""
    return Corpus.from_rows(
        [{"text": f"Sentence {i} of {name}.", **row} for i, row in enumerate(rows)], name=name
    )


def ninety(**columns: str | None) -> Corpus:
    """Return 90 rows without splits: three targets, ten rows of each label for each."""
    return corpus_of(
        [{"stance": LABELS[i % 3], "target": TARGETS[i // 3 % 3], **columns} for i in range(90)]
    )


def published(**columns: str | None) -> Corpus:
    """Return 90 rows that came with a train, a dev and a test split."""
    splits = ("train", "dev", "test")
    return corpus_of(
        [
            {
                "stance": LABELS[i % 3],
                "target": TARGETS[i // 3 % 3],
                "split": splits[i // 30],
                **columns,
            }
            for i in range(90)
        ]
    )


def renamed(corpus: Corpus) -> Corpus:
    """Return a corpus in which no text stands twice."""
    texts = [f"{one} {text}" for one, text in zip(corpus["id"], corpus["text"], strict=True)]
    rows = corpus.table.to_pylist()
    return Corpus.from_rows(
        [row | {"text": text} for row, text in zip(rows, texts, strict=True)], name=corpus.name
    )


def split(splitter: TrainByTest, corpus: Corpus, seed: int = 0) -> dict[str, Split]:
    return {one.name: one for one in splitter.split(corpus, "stance", seed=seed)}


def test_there_is_one_split_for_each_ordered_pair_row_by_row() -> None:
    assert list(split(TrainByTest(values=["bridges", "ferries"]), ninety())) == [
        "bridges -> bridges",
        "bridges -> ferries",
        "ferries -> bridges",
        "ferries -> ferries",
    ]
    assert len(split(TrainByTest(), ninety())) == 9


@pytest.mark.parametrize("corpus", [ninety(), published()])
def test_a_pair_learns_from_the_first_target_and_scores_the_second(corpus: Corpus) -> None:
    for name, one in split(TrainByTest(), corpus).items():
        learned, scored = name.split(" -> ")
        assert set(corpus["target"][one.train]) == {learned}
        assert set(corpus["target"][one.test]) == {scored}


@pytest.mark.parametrize("corpus", [ninety(), published()])
def test_the_cells_of_a_row_learn_the_same_and_those_of_a_column_score_the_same(
    corpus: Corpus,
) -> None:
    splits = split(TrainByTest(), corpus)
    for one in TARGETS:
        learned = {splits[f"{one} -> {other}"].train.tobytes() for other in TARGETS}
        scored = {splits[f"{other} -> {one}"].test.tobytes() for other in TARGETS}
        assert len(learned) == len(scored) == 1


def test_given_splits_are_kept_to() -> None:
    corpus = published()
    everything = split(TrainByTest(train=["train", "dev"]), corpus)
    for one in everything.values():
        assert set(corpus["split"][one.train]) == {"train", "dev"}
        assert set(corpus["split"][one.test]) == {"test"}
    assert sum(len(one.train) for one in everything.values()) == 3 * 60
    assert sum(len(one.test) for one in everything.values()) == 3 * 30


def test_of_several_splits_to_score_a_value_takes_the_first_it_has() -> None:
    corpus = join_corpora(
        {"all": published(), "small": published().take(published()["split"] != "test")}
    )
    splits = split(TrainByTest(by="corpus", test=["test", "dev"]), renamed(corpus))
    assert set(corpus["split"][splits["all -> all"].test]) == {"test"}
    assert set(corpus["split"][splits["all -> small"].test]) == {"dev"}


def test_without_a_split_to_score_the_held_out_rows_are_left_alone() -> None:
    corpus = published()
    for one in split(TrainByTest(test=None), corpus).values():
        assert set(corpus["split"][np.r_[one.train, one.test]]) == {"train"}


def test_a_corpus_without_splits_is_divided_class_by_class() -> None:
    corpus = ninety()
    for one in split(TrainByTest(test_size=0.3), corpus).values():
        assert Counter(corpus["stance"][one.test]) == dict.fromkeys(LABELS, 3)
        assert Counter(corpus["stance"][one.train]) == dict.fromkeys(LABELS, 7)


def test_a_joined_corpus_is_divided_where_it_comes_without_splits() -> None:
    corpus = renamed(join_corpora({"whole": ninety(), "parted": published()}))
    splits = split(TrainByTest(by="corpus"), corpus)
    assert set(corpus["split"][splits["whole -> parted"].test]) == {"test"}
    assert len(splits["parted -> whole"].test) == 18
    assert len(splits["whole -> parted"].train) == 72


def test_the_seed_decides_and_the_order_of_the_rows_does_not() -> None:
    corpus = ninety()
    turned = corpus.take(np.arange(90)[::-1])
    name = "bridges -> ferries"
    tests = [set(corpus["id"][split(TrainByTest(), corpus, s)[name].test]) for s in (0, 0, 1)]
    assert tests[0] == tests[1] != tests[2]
    assert set(turned["id"][split(TrainByTest(), turned)[name].test]) == tests[0]


def test_a_text_labelled_for_two_targets_is_on_one_side_with_both() -> None:
    corpus = corpus_of(
        [
            {"text": f"Case {i}." if target == "ferries" else f"CASE  {i}.", "target": target}
            | {"stance": LABELS[i % 3]}
            for target in ("bridges", "ferries")
            for i in range(60)
        ]
    )
    splits = split(TrainByTest(), corpus)
    cases = {name: (set(one.train % 60), set(one.test % 60)) for name, one in splits.items()}
    assert all(not train & test for train, test in cases.values())
    assert cases["bridges -> ferries"][1] == cases["ferries -> bridges"][1]
    assert len(cases["bridges -> ferries"][1]) == 12


def test_rows_to_learn_from_whose_text_or_group_a_given_split_scores_are_left_out_of_every_pair():
    rows = [
        {"target": target, "split": side, "stance": "favor", "group": group}
        for target in ("bridges", "ferries")
        for side, group in (("train", "kept"), ("train", "thread"), ("train", None), ("test", None))
    ]
    rows[3]["group"] = "thread"  # scored with bridges
    rows[7]["text"] = rows[2]["text"] = "The same words."
    corpus = corpus_of(rows)
    splits = split(TrainByTest(), corpus)
    assert splits["bridges -> bridges"].train.tolist() == [0]
    assert splits["ferries -> ferries"].train.tolist() == [4, 6]
    assert splits["ferries -> bridges"].test.tolist() == [3]


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(
        st.fixed_dictionaries(
            {
                "text": st.sampled_from([f"Sentence {i}." for i in range(40)]),
                "target": st.sampled_from(TARGETS),
                "stance": st.sampled_from(LABELS),
                "group": st.sampled_from([None, *map(str, range(12))]),
                "split": st.sampled_from([None, "train", "test"]),
            }
        ),
        min_size=20,
        max_size=80,
    ),
    seed=st.integers(0, 99),
)
def test_no_text_and_no_group_is_learned_from_in_one_pair_and_scored_in_another(
    rows: list[dict[str, str | None]], seed: int
) -> None:
    corpus = Corpus.from_rows(rows, name="drawn")
    try:
        splits = TrainByTest().split(corpus, "stance", seed=seed)
    except CorpusError:  # too few rows are left of a target
        return
    learned = np.concatenate([one.train for one in splits])
    scored = np.concatenate([one.test for one in splits])
    for column in ("text", "group"):
        both = set(corpus[column][learned]) & set(corpus[column][scored])
        assert both <= {None}


@given(st.text(alphabet="a ->\\", max_size=8), st.text(alphabet="b ->\\", max_size=8))
def test_a_name_tells_its_pair_whatever_the_values_are(one: str, other: str) -> None:
    assert read_pair(name_of_pair(one, other)) == (one, other)


@pytest.mark.parametrize("name", ["test", "fold 3", "a -> b -> c", ""])
def test_a_name_of_another_splitter_tells_no_pair(name: str) -> None:
    assert read_pair(name) is None


WRONG = {
    "no column": (TrainByTest(by="corpus"), ninety(), CorpusError, "no column 'corpus'.*joined"),
    "misspelt column": (TrainByTest(by="targets"), ninety(), CorpusError, "mean 'target'"),
    "a gap": (TrainByTest(by="lang"), ninety(), CorpusError, "without a lang, such as id 1;"),
    "one value": (TrainByTest(), ninety(target="bridges"), CorpusError, "finds 1 value"),
    "too many": (TrainByTest(by="id"), ninety(), CorpusError, r"90 value.*splitter\.values"),
    "unknown value": (TrainByTest(values=["ferris", "x"]), ninety(), ConfigError, "'ferries'"),
    "both": (TrainByTest(test="train"), published(), ConfigError, "both name 'train'"),
    "no such split": (
        TrainByTest(test="held_out"),
        published(),
        CorpusError,
        r"no stance label of target 'bridges' in split held_out \(there are train: 12",
    ),
    "nothing to divide": (
        TrainByTest(test=None),
        published(split="test"),
        CorpusError,
        "in split train .there are test: 30.",
    ),
    "nothing to score": (TrainByTest(), ninety(group="x"), CorpusError, "nothing.* to score once"),
    "nothing to learn": (
        TrainByTest(),
        published(group="one thread"),
        CorpusError,
        "nothing of target 'bridges' to learn from once",
    ),
    "share": (TrainByTest(test_size=1.0), ninety(), ConfigError, "test_size=1.0"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_paired_is_one_sentence(case: str) -> None:
    splitter, corpus, error, sentence = WRONG[case]
    with pytest.raises(error, match=sentence):
        splitter.split(corpus, "stance", seed=0)


def test_a_gap_in_the_column_is_left_out_where_the_values_are_named() -> None:
    rows = [{"stance": LABELS[i % 3], "genre": (None, "news", "talk")[i // 30]} for i in range(90)]
    splits = split(TrainByTest(by="genre", values=["talk", "news"]), corpus_of(rows))
    assert next(iter(splits)) == "talk -> talk"
    assert all(min(one.train.min(), one.test.min()) >= 30 for one in splits.values())
