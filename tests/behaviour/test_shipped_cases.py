"""The shipped cases keep what `data/behaviour/README.md` says of them."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer

from stance.behaviour import Capability, Case, Kind, find_capabilities
from stance.corpus.nato_russia import load_nato_russia
from stance.shipped import shipped

README = (shipped("data") / "behaviour" / "README.md").read_text(encoding="utf-8")
CAPABILITIES = find_capabilities()
CASES = [case for capability in CAPABILITIES for case in capability.cases]
EXAMPLE = re.compile(r"```json\n(.*?)```", re.DOTALL)


def texts(cases: list[Case] | tuple[Case, ...]) -> list[str]:
    return list(dict.fromkeys(one.text for case in cases for one in case.sentences))


@pytest.mark.parametrize("capability", CAPABILITIES, ids=lambda of: of.name)
def test_each_capability_has_forty_cases_of_both_targets(capability: Capability) -> None:
    assert len(capability.cases) >= 40
    targets = Counter(case.sentence.target for case in capability.cases)
    assert set(targets) == {"NATO", "Russia"}
    assert min(targets.values()) >= 0.4 * targets.total()
    assert all(re.fullmatch(rf"{capability.name}-\d\d", case.id) for case in capability.cases)


@pytest.mark.parametrize("capability", CAPABILITIES, ids=lambda of: of.name)
def test_the_table_counts_them(capability: Capability) -> None:
    kinds = Counter(case.kind for case in capability.cases)
    counts = " | ".join(str(kinds[kind] or "") for kind in Kind).replace("|  |", "| |")
    (line,) = (line for line in README.splitlines() if f"`{capability.name}.jsonl`" in line)
    assert re.sub(r"\s+", " ", line).endswith(f"| {counts} |".replace("  ", " "))


def test_no_label_alone_passes_the_minimum_functionality_cases() -> None:
    labels = Counter(case.label for case in CASES if case.kind is Kind.MFT)
    assert set(labels) == {"against", "favor", "neutral"}
    assert max(labels.values()) <= 0.4 * labels.total()


def test_no_text_stands_twice_but_for_another_speaker() -> None:
    seen = Counter((one.text, one.speaker) for case in CASES for one in case.sentences)
    assert [text for (text, _), n in seen.items() if n > 1] == []


def test_a_changed_sentence_is_mostly_the_same_but_for_added_clauses() -> None:
    for capability in CAPABILITIES:
        for case in capability.cases:
            words = [set(one.text.lower().split()) for one in case.sentences]
            if case.changed is not None:
                assert len(words[0] & words[1]) >= 0.5 * len(words[0]), case


def test_swapped_speakers_are_swapped_in_the_text_too() -> None:
    (swap,) = (of for of in CAPABILITIES if of.name == "speaker_swap")
    pairs = [case for case in swap.cases if case.kind is Kind.INV]
    for case in pairs:
        before, after = case.sentences
        assert before.speaker != after.speaker
        assert before.speaker.lower() in before.text.lower()
        assert after.text == re.sub(
            re.escape(before.speaker),
            lambda found, to=after.speaker: to[0].upper() + to[1:] if found[0][0].isupper() else to,
            before.text,
            flags=re.IGNORECASE,
        )


def test_the_cases_are_independent_of_the_corpus_and_of_each_other() -> None:
    """Character 5-gram Jaccard with every corpus text, and between first sentences, below 0.5."""
    corpus = sorted(set(load_nato_russia()["text"]))
    own = texts(CASES)
    grams = CountVectorizer(analyzer="char", ngram_range=(5, 5), binary=True).fit(own)

    def closeness(first: list[str], second: list[str]) -> np.ndarray:
        # Grams of the corpus alone are in no case, so they count in the union only.
        a, b = grams.transform(first), grams.transform(second)
        shared = (a @ b.T).toarray()
        sizes = np.array([[len({t.lower()[i : i + 5] for i in range(len(t) - 4)})] for t in second])
        return shared / (a.sum(axis=1).A1[:, np.newaxis] + sizes.T - shared)

    assert closeness(own, corpus).max() < 0.5
    first = [case.sentence.text for case in CASES]
    unlike = list(dict.fromkeys(first))
    between = closeness(unlike, unlike)
    np.fill_diagonal(between, 0.0)
    assert between.max() < 0.5


def test_the_examples_of_the_readme_are_cases(tmp_path: Path) -> None:
    (tmp_path / "hope.jsonl").write_text(EXAMPLE.findall(README)[0], encoding="utf-8")
    (hope,) = find_capabilities([str(tmp_path / "hope.jsonl")])
    assert {case.kind for case in hope.cases} == set(Kind)
