"""The shipped corpus keeps what `data/README.md` says of it."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from stance.corpus.schema import SPLITS
from stance.labels import LABELS, Task

DATA = Path(__file__).parents[1] / "data" / "nato_russia.jsonl"
TARGETS = ("NATO", "Russia")
KEYS = {
    "id", "text", "target", "speaker", "stance", "sentiment", "group", "date",
    "genre", "phenomena", "lang", "source", "split",
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
    "Gerasimov", "Prigozhin", "Navalny", "Lukashenko", "Zelensky", "Zelenskyy", "Poroshenko",
    "Stoltenberg", "Rasmussen", "Rutte", "Clinton", "Bush", "Obama", "Biden", "Trump", "Blinken",
    "Merkel", "Scholz", "Steinmeier", "Macron", "Sarkozy", "Hollande", "Sunak", "Starmer",
    "Tusk", "Duda", "Kallas", "Orban", "Orbán", "Erdogan", "Erdoğan", "Saakashvili", "Assad",
)  # fmt: skip
# What a role may begin with: an article, or the institution or country that speaks.
ROLE = re.compile(
    r"(an?|the|analysts|student protesters) |"
    r"(American peace groups|European Union monitors|NATO's|Russia's|Spain's|"
    r"Finland's|Iceland's|Finnish customs)\b"
)

Row = dict[str, Any]


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]


def test_every_row_has_the_same_columns_and_ends_with_a_newline(rows: list[Row]) -> None:
    assert DATA.read_bytes().endswith(b"}\n")
    assert [row["id"] for row in rows if set(row) != KEYS] == []
    texts = ("id", "text", "target", "speaker", "group", "date", "genre", "lang", "source")
    assert all(isinstance(row[key], str) for row in rows for key in texts)
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
        assert re.fullmatch(r"(1999|20[0-2]\d)(-(0[1-9]|1[0-2]))?", row["date"]), row
        assert (row["lang"], row["source"]) == ("en", "written for the stance toolkit"), row


def test_there_is_enough_of_everything(rows: list[Row]) -> None:
    assert len(rows) >= 220
    assert len({row["text"] for row in rows}) >= 150
    assert len({row["group"] for row in rows}) >= 60
    assert {row["genre"] for row in rows} == GENRES


@pytest.mark.parametrize("target", TARGETS)
def test_each_stance_holds_about_a_third_of_a_target(rows: list[Row], target: str) -> None:
    stances = Counter(row["stance"] for row in rows if row["target"] == target)
    for stance in LABELS["stance"]:
        assert 0.30 <= stances[stance] / stances.total() <= 0.37, (stance, stances)


def test_the_splits_hold_sixty_fifteen_and_twenty_five_per_cent(rows: list[Row]) -> None:
    sizes = Counter(row["split"] for row in rows)
    shares = {split: sizes[split] / len(rows) for split in SPLITS}
    assert shares == pytest.approx({"train": 0.60, "dev": 0.15, "test": 0.25}, abs=0.02)


@pytest.mark.parametrize("task", LABELS)
@pytest.mark.parametrize("split", SPLITS)
@pytest.mark.parametrize("target", TARGETS)
def test_every_split_has_every_class_for_every_target(
    rows: list[Row], task: Task, split: str, target: str
) -> None:
    here = {row[task] for row in rows if (row["split"], row["target"]) == (split, target)}
    assert here == set(LABELS[task])


def test_a_group_never_crosses_a_split_and_has_at_most_four_sentences(rows: list[Row]) -> None:
    splits, texts = defaultdict(set), defaultdict(set)
    for row in rows:
        splits[row["group"]].add(row["split"])
        texts[row["group"]].add(row["text"])
    assert [group for group, where in splits.items() if len(where) > 1] == []
    assert [group for group, sentences in texts.items() if len(sentences) > 4] == []


def test_no_two_sentences_are_near_duplicates(rows: list[Row]) -> None:
    """Character 5-gram Jaccard stays below 0.6, within splits as well as across them."""
    texts = {row["text"] for row in rows}
    grams = {t: {t.lower()[i : i + 5] for i in range(len(t) - 4)} for t in texts}
    close = [
        pair
        for pair in combinations(sorted(texts), 2)
        if len(grams[pair[0]] & grams[pair[1]]) >= 0.6 * len(grams[pair[0]] | grams[pair[1]])
    ]
    assert close == []


def test_no_public_figure_is_named(rows: list[Row]) -> None:
    named = re.compile(rf"\b({'|'.join(PUBLIC_FIGURES)})\b", re.IGNORECASE)
    assert [row["id"] for row in rows if named.search(f"{row['speaker']} {row['text']}")] == []


def test_speakers_are_roles_or_the_author(rows: list[Row]) -> None:
    assert [
        row["speaker"] for row in rows if row["speaker"] and not ROLE.match(row["speaker"])
    ] == []


def test_the_two_rows_of_a_sentence_differ_only_by_target(rows: list[Row]) -> None:
    shared = KEYS - {"id", "target", "stance", "phenomena"}
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
        if "sentiment_against_stance" in tags:
            assert (row["stance"], row["sentiment"]) in against_tone, row
        if "no_sentiment_words" in tags:
            assert (row["stance"] != "neutral", row["sentiment"]) == (True, "neutral"), row


def test_every_phenomenon_occurs_in_train_and_test(rows: list[Row]) -> None:
    for split in ("train", "test"):
        found = {tag for row in rows if row["split"] == split for tag in row["phenomena"]}
        assert PHENOMENA - found == set()


def test_the_longest_third_is_no_class_of_its_own(rows: list[Row]) -> None:
    lengths = {
        stance: sorted(len(row["text"]) for row in rows if row["stance"] == stance)
        for stance in LABELS["stance"]
    }
    medians = [values[len(values) // 2] for values in lengths.values()]
    assert max(medians) <= 1.15 * min(medians)
