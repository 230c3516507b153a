"""How many planted near-duplicates are found among a million sentences, how fast, in how much.

Sentences of made-up words as frequent as words are (Zipf's law), 8 to 25 words long, so that two
of them share n-grams by chance as real ones do. Of one in twenty a near-duplicate is planted
somewhere: words replaced, letters mistyped, the end cut off, or words put before it; and of one in
a hundred a copy in other letters. Recall is told by how similar a pair really is.

    python benchmarks/near_duplicates.py                      # a million
    python benchmarks/near_duplicates.py 100000 datasketch    # and another library's own search
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stance.corpus.near_duplicates import near_duplicates, normalized
from stance.corpus.near_duplicates.shingles import Shingles, jaccard

ONSETS = [*"bcdfghklmnprstvw", "br", "ch", "gr", "pr", "st", "th", "tr"]
VOWELS = ["a", "e", "i", "o", "u", "ea", "ou", "ai"]
CODAS = ["", "", *"nrstl", "nd", "st", "ng", "ck"]
ENDINGS = ["ing", "tion", "ed", "ment", "ness", "ly"]
N_WORDS, N_SHORT, N_PLAIN = 30_000, 150, 1_000
NEAR, COPIED = 0.05, 0.01
THRESHOLD, N_GRAM = 0.6, 5
BINS = (0.6, 0.65, 0.7, 0.8, 0.9, 1.0)


@dataclass(frozen=True)
class Planted:
    """Texts, and the positions of the pairs that were planted among them."""

    texts: Sequence[str]
    first: npt.NDArray[np.int64]
    second: npt.NDArray[np.int64]


def vocabulary(rng: np.random.Generator) -> list[str]:
    """Return different words, the most frequent ones short."""
    words: dict[str, None] = {}
    while len(words) < N_WORDS:
        n_syllables = 1 if len(words) < N_SHORT else rng.integers(1, 4)
        parts = [str(rng.choice(kind)) for _ in range(n_syllables) for kind in SYLLABLE]
        if len(words) >= N_PLAIN and rng.random() < 0.4:
            parts.append(str(rng.choice(ENDINGS)))
        words["".join(parts)] = None
    return list(words)


SYLLABLE = (ONSETS, VOWELS, CODAS)


def changed(text: str, words: Sequence[str], rng: np.random.Generator) -> str:
    """Return a sentence that was edited in one of four ways, lightly or more."""
    own = text.split()
    size = int(rng.integers(1, 5))
    way = rng.integers(4)
    if way == 0:
        for place in rng.integers(len(own), size=size):
            own[place] = words[rng.integers(N_WORDS)]
    elif way == 1:
        letters = list(text)
        for place in rng.integers(len(letters), size=size):
            letters[place] = "abcdefghijklmnopqrstuvwxyz"[rng.integers(26)]
        return "".join(letters)
    elif way == 2:
        own = own[: max(3, len(own) - size)]
    else:
        own = [*(words[w] for w in rng.integers(N_WORDS, size=size)), *own]
    return " ".join(own)


def planted(n: int, rng: np.random.Generator) -> Planted:
    """Return n texts in random order, some of which were made from others."""
    words = vocabulary(rng)
    n_near, n_copied = int(n * NEAR), int(n * COPIED)
    n_own = n - n_near - n_copied
    lengths = rng.integers(8, 26, size=n_own)
    shares = 1 / np.arange(1, N_WORDS + 1)
    drawn = rng.choice(N_WORDS, size=lengths.sum(), p=shares / shares.sum())
    ends = np.cumsum(lengths)
    own = [
        " ".join([words[w] for w in drawn[end - length : end]]) + "."
        for end, length in zip(ends, lengths, strict=True)
    ]
    origins = rng.choice(n_own, size=n_near + n_copied, replace=False)
    made = [changed(own[origin], words, rng) for origin in origins[:n_near]]
    made += [own[origin].upper() for origin in origins[n_near:]]
    order = rng.permutation(n)
    place = np.argsort(order)
    texts = own + made
    return Planted([texts[t] for t in order], place[origins], place[np.arange(n_own, n)])


def similarity(texts: Sequence[str], of: Planted) -> npt.NDArray[np.float64]:
    """Return how similar the planted pairs are."""
    parts = []
    for start in range(0, len(of.first), 50_000):
        part = slice(start, start + 50_000)
        involved, place = np.unique(
            np.concatenate([of.first[part], of.second[part]]), return_inverse=True
        )
        shingles = Shingles.of([texts[t] for t in involved], N_GRAM)
        parts.append(jaccard(shingles, *np.split(place, 2)))
    return np.concatenate(parts)


def tell_recall(found: set[tuple[int, int]], of: Planted, similar: npt.NDArray[np.float64]) -> None:
    """Print which share of the planted pairs was found, by similarity."""
    pairs = zip(of.first.tolist(), of.second.tolist(), strict=True)
    is_found = np.array([(min(pair), max(pair)) in found for pair in pairs])
    for low, high in zip(BINS, [*BINS[1:], 2.0], strict=True):
        within = (similar >= low) & (similar < high)
        name = "1 (copies)" if low == 1 else f"{low:g} to {high:g}"
        print(f"  {name:<12} {within.sum():>8,} planted, {is_found[within].mean():.4f} found")
    wanted = similar >= THRESHOLD
    print(f"  {'all':<12} {wanted.sum():>8,} planted, {is_found[wanted].mean():.4f} found")
    print(f"  other pairs that are as similar: {len(found) - is_found.sum():,}")


def peak_mb() -> float:
    """Return the most memory this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def ours(texts: Sequence[str], of: Planted, similar: npt.NDArray[np.float64]) -> None:
    """Print what `near_duplicates` finds."""
    before, start = peak_mb(), time.perf_counter()
    pairs = list(near_duplicates(texts, threshold=THRESHOLD, n=N_GRAM))
    print(f"near_duplicates: {time.perf_counter() - start:.1f} s")
    print(f"  peak memory of the process: {peak_mb():.0f} MB, {before:.0f} MB before")
    found = {
        pair
        for part in pairs
        for pair in zip(part.first.tolist(), part.second.tolist(), strict=True)
    }
    tell_recall(found, of, similar)


def datasketch(texts: Sequence[str], of: Planted, similar: npt.NDArray[np.float64]) -> None:
    """Print what datasketch's own MinHashLSH finds with as many bands, before any is compared."""
    from datasketch import MinHash, MinHashLSH

    before, start = peak_mb(), time.perf_counter()
    grams = [
        [text[i : i + N_GRAM].encode() for i in range(max(1, len(text) - N_GRAM + 1))]
        for text in texts
    ]
    signatures = MinHash.bulk(grams, num_perm=128)
    index = MinHashLSH(num_perm=128, params=(32, 4))
    for place, signature in enumerate(signatures):
        index.insert(place, signature)
    found = {
        (place, other)
        for place, signature in enumerate(signatures)
        for other in index.query(signature)
        if place < other
    }
    print(f"datasketch, candidates only: {time.perf_counter() - start:.1f} s")
    print(f"  peak memory of the process: {peak_mb():.0f} MB, {before:.0f} MB before")
    tell_recall(found, of, similar)


if __name__ == "__main__":
    n_texts = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    made = planted(n_texts, np.random.default_rng(0))
    normal = [normalized(text) for text in made.texts]
    how_similar = similarity(normal, made)
    print(f"{n_texts:,} sentences, {sum(map(len, normal)) / n_texts:.0f} characters on average")
    ours(normal, made, how_similar)
    if "datasketch" in sys.argv[2:]:
        datasketch(normal, made, how_similar)
