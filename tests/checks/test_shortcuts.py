"""A label that can be told without the sentence is found, and one that cannot is not."""

from __future__ import annotations

import random
from typing import Any

import pytest

from stance.checks import Outcome, Shortcuts, Subject
from stance.corpus import Corpus

LABELS = ("favor", "against", "neutral")


def corpus(**columns: Any) -> Corpus:
    """Return 180 rows, a third of each class, whose columns may depend on label and number."""
    rows = [
        {
            "text": f"Sentence {n % 7} of some length",
            "target": ("NATO", "Russia")[n % 2],
            "stance": LABELS[n % 3],
            "split": "train" if n < 120 else "test",
            **{name: value(LABELS[n % 3], n) for name, value in columns.items()},
        }
        for n in range(180)
    ]
    return Corpus.from_rows(rows, name="planted")


def looked_at(**columns: Any) -> Any:
    return Shortcuts(n_resamples=100).look(Subject(corpus(**columns), "stance"))


def test_labels_that_depend_on_nothing_but_the_text_pass() -> None:
    found = looked_at(speaker=lambda _, n: f"role {n % 5}", genre=lambda _, n: "ab"[n % 2])
    assert found.outcome is Outcome.PASSED
    names = [row[0] for row in found.evidence.rows]
    assert names == [
        "commonest class",
        "target only",
        "speaker only",
        "genre only",
        "length only",
        "words of the speaker's name",
        "ten words",
    ]


@pytest.mark.parametrize(
    ("column", "value", "name"),
    [
        ("target", lambda label, _: label, "target only"),
        ("speaker", lambda label, _: f"a friend of {label}", "speaker only"),
        ("genre", lambda label, n: label if n % 4 else "agency", "genre only"),
        ("source", lambda label, _: f"{label}.example", "source only"),
        ("text", lambda label, _: "x" * (10 * len(label)), "length only"),
    ],
)
def test_a_planted_shortcut_is_named(column: str, value: Any, name: str) -> None:
    found = looked_at(**{column: value})
    assert found.outcome is Outcome.ISSUE
    assert found.sentence.startswith(f"{name} scores ")
    assert "0.08 is allowed" in found.sentence


def test_telling_words_are_shown_but_are_no_issue() -> None:
    found = looked_at(text=lambda label, n: f"{label} word {n % 7}".ljust(30))
    scores = {row[0]: row[1] for row in found.evidence.rows}
    assert scores["ten words"].value == 1
    assert found.outcome is Outcome.PASSED


def test_a_corpus_without_splits_is_divided_into_folds_of_whole_groups() -> None:
    found = looked_at(split=lambda _, n: None, group=lambda label, n: f"{label}{n // 9}")
    assert found.evidence.columns[1] == "macro-F1 on fold 1, fold 2, fold 3, fold 4, fold 5"
    subject = Subject(corpus(split=lambda _, n: None, group=lambda _, n: f"g{n // 9}"), "stance")
    groups = subject.corpus["group"]
    for split in subject.splits:
        assert not set(groups[split.train]) & set(groups[split.test])


@pytest.mark.parametrize(
    "columns",
    [
        {"speaker": lambda _, n: "a speaker" if n >= 120 else ""},
        {"text": lambda _, n: "?!" * (n % 5 + 1)},
        {"stance": lambda label, n: label if n >= 120 else "favor"},
    ],
    ids=["no speaker is learned from", "texts without words", "one label is learned from"],
)
def test_where_there_is_nothing_to_learn_a_baseline_is_the_commonest_class(columns: Any) -> None:
    assert looked_at(**columns).outcome is Outcome.PASSED


def test_the_margin_is_an_argument() -> None:
    subject = Subject(corpus(genre=lambda label, n: label if n % 4 else "agency"), "stance")
    assert Shortcuts(margin=1, n_resamples=100).look(subject).outcome is Outcome.PASSED


def noise(seed: int, *, telling: float = 0.0) -> Subject:
    """Return balanced labels that a share of the sources tell, and nothing else does."""
    draw = random.Random(seed)
    rows = []
    for n in range(600):
        label = draw.choice(LABELS)
        tells = draw.random() < telling
        rows.append(
            {
                "text": "word " * draw.randint(2, 20),
                "target": draw.choices(("NATO", "Russia"), (3, 1))[0],
                "source": label if tells else draw.choices(LABELS, (5, 3, 2))[0],
                "genre": draw.choices("abcd", (8, 4, 2, 1))[0],
                "stance": label,
                "split": "train" if n < 400 else "test",
            }
        )
    return Subject(Corpus.from_rows(rows, name="noise"), "stance")


def test_labels_that_depend_on_nothing_pass_though_chance_beats_the_commonest_class() -> None:
    found = [Shortcuts(n_resamples=50).look(noise(seed)) for seed in range(20)]
    assert sum(one.outcome is Outcome.PASSED for one in found) >= 18
    above = [max(float(row[2]) for row in one.evidence.rows[1:]) for one in found]
    assert sum(gain > Shortcuts().margin for gain in above) > 10
    assert any("in random order reach too" in one.sentence for one in found)


def test_a_source_that_tells_some_labels_is_found_among_noise() -> None:
    for seed in range(5):
        found = Shortcuts(n_resamples=50).look(noise(seed, telling=0.4))
        assert found.sentence.startswith("source only scores ")
        assert "0.08 is allowed, and chance reaches 0." in found.sentence


def test_one_class_among_the_scored_rows_is_no_shortcut() -> None:
    found = looked_at(
        stance=lambda label, n: label if n < 120 else "favor",
        target=lambda label, n: label if n < 120 else LABELS[n % 4 % 3],
    )
    assert found.outcome is Outcome.PASSED, found.sentence
