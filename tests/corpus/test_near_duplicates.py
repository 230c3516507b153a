"""Near-duplicate pairs: all of them among few texts, nearly all among many."""

from __future__ import annotations

import random
import sys
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.corpus.near_duplicates import near_duplicates, normalized
from stance.corpus.near_duplicates.minhash import N_SLOTS, rows_in_a_band
from stance.corpus.near_duplicates.shingles import Shingles, jaccard
from stance.errors import ConfigError


def found(texts, **arguments):
    return {
        (a, b): like
        for pairs in near_duplicates(texts, **arguments)
        for a, b, like in zip(
            pairs.first.tolist(), pairs.second.tolist(), pairs.similarity.tolist(), strict=True
        )
    }


def grams(text, n):
    return {text[i : i + n] for i in range(max(1, len(text) - n + 1))}


def by_all_pairs(texts, threshold, n):
    similar = {}
    for a, b in combinations(range(len(texts)), 2):
        first, second = grams(texts[a], n), grams(texts[b], n)
        like = len(first & second) / len(first | second)
        if like >= threshold - 1e-12:
            similar[a, b] = like
    return similar


def sentences(n, seed=0):
    rng = random.Random(seed)
    words = [
        "".join(rng.choice("abcdefghij") for _ in range(rng.randint(2, 7))) for _ in range(400)
    ]
    return [" ".join(rng.choices(words, k=rng.randint(6, 14))) for _ in range(n)]


@settings(max_examples=60, deadline=None)
@given(
    texts=st.lists(st.text(alphabet="ab é", min_size=1, max_size=14), min_size=1, max_size=12),
    threshold=st.sampled_from([0.2, 0.5, 0.6, 0.8, 1.0]),
    n=st.integers(1, 5),
)
def test_few_texts_give_the_pairs_that_comparing_all_gives(texts, threshold, n):
    assert found(texts, threshold=threshold, n=n) == pytest.approx(
        by_all_pairs(texts, threshold, n)
    )


def test_some_hundred_sentences_give_the_pairs_that_comparing_all_gives():
    texts = sentences(150)
    texts += [text[:-9] for text in texts[:40]] + texts[:5]
    assert found(texts, threshold=0.5) == pytest.approx(by_all_pairs(texts, 0.5, 5))


def test_minhash_finds_nearly_all_that_the_exact_search_does_and_nothing_else():
    pytest.importorskip("rensa")
    texts = sentences(2500)
    rng = random.Random(1)
    texts += [text[: int(len(text) * rng.uniform(0.55, 1))] for text in texts[:500]]
    exact = found(texts)
    likely = found(texts, exact_up_to=0)
    assert set(likely) <= set(exact)
    assert len(exact) > 400
    assert len(likely) >= 0.98 * len(exact)
    assert all(likely[pair] == exact[pair] for pair in likely)


def test_minhash_gives_the_same_pairs_every_time():
    pytest.importorskip("rensa")
    texts = sentences(300) + sentences(300)
    assert found(texts, exact_up_to=0) == found(texts, exact_up_to=0)


def test_of_thousands_of_twins_each_has_some_and_the_pairs_stay_few():
    pytest.importorskip("rensa")
    texts = [
        f"The meeting of the council on item {n} was put off until the spring" for n in range(2000)
    ]
    pairs = found(texts, exact_up_to=0)
    with_twin = {text for pair in pairs for text in pair}
    assert len(with_twin) == 2000
    assert len(pairs) < 2000 * 2000 / 8


def test_without_rensa_many_texts_say_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "rensa", None)
    with pytest.raises(ConfigError, match=r"pip install 'stance-toolkit\[dedup\]'"):
        found(["a", "b"], exact_up_to=0)


@pytest.mark.parametrize("threshold", [0, -1, 1.5])
def test_a_threshold_that_makes_no_sense_is_refused(threshold):
    with pytest.raises(ConfigError, match="cannot have the similarity"):
        found(["a"], threshold=threshold)


def test_no_texts_have_no_pairs():
    assert found([]) == {}


def test_texts_of_any_alphabet_and_half_a_surrogate_pair_are_compared():
    texts = [
        "Россия и НАТО встретились",
        "Россия и НАТО встретились.",
        "北约与俄罗斯",
        "\ud800abc",
        "🕊 мир",
    ]
    assert set(found(texts)) == {(0, 1)}


def test_case_and_blanks_are_no_difference_once_normalized():
    assert normalized(" The ALLIANCE\n\tis  here") == normalized("the alliance is here")


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=30), st.text(max_size=30), st.integers(1, 6))
def test_the_jaccard_index_is_that_of_the_sets(first, second, n):
    shingles = Shingles.of([first, second], n)
    a, b = (grams(text.ljust(n, "\0"), n) for text in (first, second))
    like = jaccard(shingles, np.array([0]), np.array([1]))[0]
    assert like == pytest.approx(len(a & b) / len(a | b))
    assert shingles.counts.tolist() == [len(a), len(b)]


@pytest.mark.parametrize("threshold", [0.3, 0.5, 0.6, 0.7, 0.9])
def test_bands_are_as_long_as_recall_allows(threshold):
    r = rows_in_a_band(threshold)

    def recall(rows):
        return 1 - (1 - threshold**rows) ** (N_SLOTS // rows)

    assert recall(r) >= 0.95
    assert recall(r + 1) < 0.95 or r == N_SLOTS
