"""Time `NgramVectorizer` against scikit-learn's `TfidfVectorizer`, both in one process.

    python benchmarks/ngrams.py [--repeats 7] [--sizes 600 3000 50000]

Each repeat runs the two one right after the other, so that a busy machine slows both; what is
printed is the ratio of the paired times (how many times faster ours is): median and minimum.
The sentences are those of the published data sets under ../shared/data (or $STANCE_DATA),
or invented ones where the folder is missing. The matrices are compared before anything is timed.
"""

from __future__ import annotations

import argparse
import io
import os
import zipfile
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
import skops.io
from sklearn.feature_extraction.text import TfidfVectorizer

from stance.vectorizers.ngrams import NgramVectorizer

DATA = Path(os.environ.get("STANCE_DATA", Path(__file__).parents[2] / "shared" / "data"))
SETTINGS = {
    "word (1, 2)": {"analyzer": "word", "ngram_range": (1, 2)},
    "char (2, 5)": {"analyzer": "char", "ngram_range": (2, 5)},
    "char_wb (2, 5)": {"analyzer": "char_wb", "ngram_range": (2, 5)},
}
OURS = "stance.vectorizers.ngrams.NgramVectorizer"


def sentences() -> list[str]:
    """Return tweets, then news sentences; 20,000 invented sentences where there are none."""
    if not DATA.is_dir():
        rng = np.random.default_rng(0)
        letters = rng.choice(list("etaoinshrdlu"), (5_000, 8))
        words = ["".join(word[: 2 + n % 7]) for n, word in enumerate(letters)]
        return [" ".join(words[i] for i in rng.zipf(1.4, 20) % 5_000) for _ in range(20_000)]
    tweets = (DATA / "semeval2016_task6" / "trainingdata-all-annotations.txt").read_text("latin-1")
    news = (DATA / "dse" / "train.txt").read_text("utf-8")
    return [line.split("\t")[2] for line in tweets.splitlines()[1:]] + [
        line.split("\t")[0] for line in news.splitlines()
    ]


def seconds(call: Callable[[], object]) -> float:
    """Return how long a call takes."""
    start = perf_counter()
    call()
    return perf_counter() - start


def race(name: str, ours: Callable[[], object], theirs: Callable[[], object], n: int) -> None:
    """Print how much faster ours is, in pairs."""
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(n)]
    ratios = [other / own for own, other in pairs]
    own, other = (1000 * median(times) for times in zip(*pairs, strict=True))
    print(
        f"  {name:<14}{own:>10.1f} ms{other:>10.1f} ms"
        f"{median(ratios):>9.1f} x{min(ratios):>9.1f} x",
        flush=True,
    )


def check(ours: NgramVectorizer, theirs: TfidfVectorizer, texts: list[str]) -> None:
    """Stop if the two matrices differ."""
    own, other = ours.fit_transform(texts), theirs.fit_transform(texts)
    if abs(own - other).max() > 1e-12 or own.shape != other.shape:
        raise SystemExit("the matrices differ: nothing to compare")


def measure(size: int, texts: list[str], repeats: int) -> None:
    """Print the ratios for so many sentences under each of the settings."""
    for name, options in SETTINGS.items():
        ours, theirs = NgramVectorizer(**options), TfidfVectorizer(**options)
        check(ours, theirs, texts)
        n_ngrams = len(theirs.vocabulary_)
        print(f"{size:,} sentences, {name}: {n_ngrams:,} n-grams")
        print(f"  {'':<14}{'ours':>13}{'sklearn':>13}{'median':>11}{'minimum':>11}")
        race("fit_transform", lambda: ours.fit_transform(texts), lambda: theirs.fit_transform(texts), repeats)  # fmt: skip # noqa: B023, E501
        race("transform", lambda: ours.transform(texts), lambda: theirs.transform(texts), repeats)  # noqa: B023
        race("one sentence", lambda: ours.transform(texts[:1]), lambda: theirs.transform(texts[:1]), 50)  # noqa: B023, E501
        if size <= 3_000:
            measure_saving(ours, theirs)


def measure_saving(ours: NgramVectorizer, theirs: TfidfVectorizer) -> None:
    """Print the ratios for skops, plain and compressed, and the sizes."""
    for name, options in {
        "": {},
        " zip": {"compression": zipfile.ZIP_DEFLATED, "compresslevel": 6},
    }.items():
        own, other = (skops.io.dumps(model, **options) for model in (ours, theirs))
        race(f"dump{name}", lambda: skops.io.dumps(ours, **options), lambda: skops.io.dumps(theirs, **options), 1)
        race(f"load{name}", lambda: skops.io.loads(own, trusted=[OURS]), lambda: skops.io.loads(other), 1)
        print(f"  {'size' + name:<14}{len(own) / 1e6:>10.2f} MB{len(other) / 1e6:>10.2f} MB")
