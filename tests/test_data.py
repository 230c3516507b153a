"""The shipped corpus keeps what `data/DATASHEET.md` and issue 3 say of it."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.metrics import f1_score
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from stance.checks import Outcome, Subject
from stance.checks.shortcuts import Shortcuts
from stance.corpus import CorpusStatistics
from stance.corpus.nato_russia import load_nato_russia
from stance.corpus.schema import SPLITS
from stance.labels import LABELS, Task
from stance.vectorizers import NgramVectorizer

DATA = Path(__file__).parents[1] / "data" / "nato_russia.jsonl"
DATASHEET = DATA.with_name("DATASHEET.md").read_text(encoding="utf-8")
TARGETS = ("NATO", "Russia")
KEYS = {
    "id", "text", "target", "speaker", "stance", "sentiment", "group", "date", "genre",
    "phenomena", "annotations", "adjudication", "contested", "lang", "source", "split",
}  # fmt: skip
GENRES = {
    "agency", "analysis", "broadcast", "headline", "interview", "letter", "newspaper",
    "op_ed", "parliament", "social", "statement", "united_nations",
}  # fmt: skip
PHENOMENA = {
    "negation", "reported_speech", "opposite_stances", "no_sentiment_words",
    "sentiment_against_stance", "concession", "conditional", "sarcasm", "rhetorical_question",
    "hedging", "comparison", "paraphrase_only", "strength", "members_not_alliance",
    "bare_mention", "plain_information",
}  # fmt: skip
# Nobody real speaks or appears; these are the names most likely to slip in.
PUBLIC_FIGURES = (
    "Putin", "Medvedev", "Yeltsin", "Gorbachev", "Lavrov", "Peskov", "Zakharova", "Shoigu",
    "Gerasimov", "Prigozhin", "Navalny", "Litvinenko", "Skripal", "Politkovskaya", "Lukashenko",
    "Zelensky", "Zelenskyy", "Poroshenko", "Yanukovych", "Stoltenberg", "Rasmussen", "Rutte",
    "Clinton", "Bush", "Obama", "Biden", "Trump", "Blinken", "Mueller", "Flynn", "Manafort",
    "Merkel", "Scholz", "Steinmeier", "Schroeder", "Macron", "Sarkozy", "Hollande", "Blair",
    "Cameron", "Corbyn", "Johnson", "Sunak", "Starmer", "Tusk", "Duda", "Kallas", "Orban",
    "Orbán", "Fico", "Vucic", "Vučić", "Erdogan", "Erdoğan", "Saakashvili", "Assad", "Modi",
)  # fmt: skip

Row = dict[str, Any]


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]


def test_every_row_has_the_same_columns_and_ends_with_a_newline(rows: list[Row]) -> None:
    assert DATA.read_bytes().endswith(b"}\n")
    assert [row["id"] for row in rows if set(row) != KEYS] == []
    texts = KEYS - {"phenomena", "annotations", "contested"}
    assert all(isinstance(row[key], str) for row in rows for key in texts)
    assert all(isinstance(row["contested"], bool) for row in rows)
    assert all(row["text"] == " ".join(row["text"].split()) != "" for row in rows)


def test_every_id_is_unique_and_names_its_sentence_and_target(rows: list[Row]) -> None:
    assert len({row["id"] for row in rows}) == len(rows)
    pattern = re.compile(r"nr-\d{4}-(nato|russia)")
    assert all(pattern.fullmatch(row["id"]) for row in rows)
    assert all(row["id"].endswith(row["target"].lower()) for row in rows)
    numbers = {(row["id"][:7], row["text"]) for row in rows}
    assert len(numbers) == len({number for number, _ in numbers})
    assert len(numbers) == len({text for _, text in numbers})


def test_labels_targets_genres_and_dates_are_of_the_known_ones(rows: list[Row]) -> None:
    for row in rows:
        assert row["target"] in TARGETS, row
        assert row["stance"] in LABELS["stance"], row
        assert row["sentiment"] in LABELS["sentiment"], row
        assert row["genre"] in GENRES, row
        assert row["split"] in SPLITS, row
        assert re.fullmatch(r"(199[5-9]|20[0-2]\d)(-(0[1-9]|1[0-2]))?", row["date"]), row
        assert (row["lang"], row["source"]) == ("en", "written for the stance toolkit"), row


def test_there_is_as_much_as_the_issue_asks_for(rows: list[Row]) -> None:
    assert len(rows) >= 2400
    assert len({row["text"] for row in rows}) >= 1500
    assert {row["genre"] for row in rows} == GENRES
    assert {row["target"] for row in rows} == set(TARGETS)
    both = Counter(row["id"][:7] for row in rows)
    assert sum(n == 2 for n in both.values()) >= 800


def test_every_phenomenon_has_sixty_examples(rows: list[Row]) -> None:
    counts = Counter(tag for row in rows for tag in row["phenomena"])
    assert {tag: n for tag, n in counts.items() if n < 60} == {}
    assert set(counts) == PHENOMENA


@pytest.mark.parametrize("target", TARGETS)
def test_about_a_third_of_a_target_is_neutral_and_the_rest_is_even(
    rows: list[Row], target: str
) -> None:
    stances = Counter(row["stance"] for row in rows if row["target"] == target)
    shares = {stance: n / stances.total() for stance, n in stances.items()}
    assert 0.30 <= shares["neutral"] <= 0.42, shares
    assert abs(shares["favor"] - shares["against"]) <= 0.06, shares


def test_the_splits_hold_sixty_fifteen_and_twenty_five_per_cent(rows: list[Row]) -> None:
    sizes = Counter(row["split"] for row in rows)
    shares = {split: sizes[split] / len(rows) for split in SPLITS}
    assert shares == pytest.approx({"train": 0.60, "dev": 0.15, "test": 0.25}, abs=0.01)


def test_the_test_split_has_the_same_mix_as_the_rest(rows: list[Row]) -> None:
    def mix(split: str, *columns: str) -> dict[Any, float]:
        here = [row for row in rows if row["split"] == split]
        counts = Counter(tuple(row[column] for column in columns) for row in here)
        counts += Counter((tag,) for row in here for tag in row["phenomena"])
        return {key: n / len(here) for key, n in counts.items()}

    for columns in (("target", "stance"), ("sentiment",), ("genre",)):
        train, test = mix("train", *columns), mix("test", *columns)
        for key in train.keys() | test.keys():
            assert test.get(key, 0) == pytest.approx(train.get(key, 0), abs=0.035), key


@pytest.mark.parametrize("task", LABELS)
@pytest.mark.parametrize("split", SPLITS)
@pytest.mark.parametrize("target", TARGETS)
def test_every_split_has_every_class_for_every_target(
    rows: list[Row], task: Task, split: str, target: str
) -> None:
    here = {row[task] for row in rows if (row["split"], row["target"]) == (split, target)}
    assert here == set(LABELS[task])


def test_a_group_never_crosses_a_split(rows: list[Row]) -> None:
    splits = defaultdict(set)
    for row in rows:
        splits[row["group"]].add(row["split"])
    assert [group for group, where in splits.items() if len(where) > 1] == []
    assert len(splits) >= 300


def test_no_two_sentences_are_near_duplicates(rows: list[Row]) -> None:
    """Character 5-gram Jaccard stays below 0.6, within splits as well as across them."""
    texts = sorted({row["text"] for row in rows})
    has = CountVectorizer(analyzer="char", ngram_range=(5, 5), binary=True).fit_transform(texts)
    shared = (has @ has.T).toarray()
    sizes = shared.diagonal()
    jaccard = shared / (sizes[:, np.newaxis] + sizes - shared)
    close = np.argwhere(np.triu(jaccard >= 0.6, k=1))
    assert [(texts[a], texts[b]) for a, b in close] == []


def test_no_public_figure_is_named(rows: list[Row]) -> None:
    named = re.compile(rf"\b({'|'.join(PUBLIC_FIGURES)})\b")
    assert [row["id"] for row in rows if named.search(f"{row['speaker']} {row['text']}")] == []


def test_the_two_rows_of_a_sentence_differ_only_by_target(rows: list[Row]) -> None:
    shared = ("speaker", "group", "date", "genre", "sentiment", "split")
    seen: dict[str, Row] = {}
    for row in rows:
        first = seen.setdefault(row["text"], row)
        assert {key: first[key] for key in shared} == {key: row[key] for key in shared}


def test_phenomena_are_known_sorted_and_agree_with_the_labels(rows: list[Row]) -> None:
    stances: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        stances[row["text"]][row["target"]] = row["stance"]
    against_tone = {("favor", "negative"), ("against", "positive")}
    for row in rows:
        tags = row["phenomena"]
        assert tags == sorted(set(tags)), row
        assert set(tags) <= PHENOMENA, row
        unnamed = not re.search(rf"\b{row['target']}", row["text"], re.IGNORECASE)
        assert ("paraphrase_only" in tags) == unnamed, row
        opposite = set(stances[row["text"]].values()) == {"favor", "against"}
        assert ("opposite_stances" in tags) == opposite, row
        if {"bare_mention", "plain_information"} & set(tags):
            assert row["stance"] == "neutral", row
        contrary = (row["stance"], row["sentiment"]) in against_tone
        assert ("sentiment_against_stance" in tags) == contrary, row
        if "no_sentiment_words" in tags:
            assert (row["stance"] != "neutral", row["sentiment"]) == (True, "neutral"), row


def test_every_row_was_labelled_twice_and_disagreements_were_settled(rows: list[Row]) -> None:
    for row in rows:
        assert len(row["annotations"]) == 2, row
        for one in row["annotations"]:
            assert one["stance"] in LABELS["stance"], row
            assert one["sentiment"] in LABELS["sentiment"], row
        stances = {one["stance"] for one in row["annotations"]}
        if len(stances) == 1 and not row["contested"]:
            assert row["stance"] in stances or row["adjudication"], row
        if len(stances) == 2:
            assert row["adjudication"], row


def test_what_is_contested_stays_out_of_the_test_split(rows: list[Row]) -> None:
    contested = [row for row in rows if row["contested"]]
    assert contested
    assert "test" not in {row["split"] for row in contested}


def test_the_datasheet_tells_the_agreement_that_the_file_gives() -> None:
    statistics = CorpusStatistics.of(load_nato_russia())
    for task, by_target in statistics.agreement.items():
        for target, found in by_target.items():
            line = (
                f"| {task} on {target} | {found.n_items:,} | {found.same:.1%} | {found.alpha:.3f} "
            )
            assert line in DATASHEET


def test_nothing_but_the_sentence_tells_the_stance() -> None:
    finding = Shortcuts().look(Subject(load_nato_russia(), "stance"))
    assert finding.outcome is Outcome.PASSED, finding.sentence


def test_word_ngrams_find_the_task_neither_noise_nor_a_give_away() -> None:
    corpus = load_nato_russia()
    texts, stances, split = corpus["text"], corpus["stance"], corpus["split"]
    targets = corpus["target"]
    ngrams = NgramVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    predicted = np.empty(len(corpus), dtype=object)
    for target in TARGETS:
        learned = (split == "train") & (targets == target)
        model = make_pipeline(ngrams, LinearSVC(class_weight="balanced", random_state=0))
        model.fit(texts[learned], stances[learned])
        predicted[targets == target] = model.predict(texts[targets == target])
    scored = split == "test"
    assert 0.5 <= f1_score(stances[scored], predicted[scored], average="macro") <= 0.8


def test_length_does_not_tell_the_class(rows: list[Row]) -> None:
    lengths = [
        np.median([len(row["text"]) for row in rows if row["stance"] == stance])
        for stance in LABELS["stance"]
    ]
    assert max(lengths) <= 1.15 * min(lengths)
