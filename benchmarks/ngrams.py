"""Time `NgramVectorizer` against scikit-learn's `TfidfVectorizer`, both in one process.

    python benchmarks/ngrams.py [--repeats 7] [--sizes 600 3000 50000]

Each repeat runs the two one right after the other, so that a busy machine slows both; what is
printed is the ratio of the paired times (how many times faster ours is): median and minimum.
The sentences are those of the published data sets under ../shared/data (or $STANCE_DATA),
or invented ones where the folder is missing. The matrices are compared before anything is timed.
"""

from __future__ import annotations

import argparse
import os
import zipfile
from collections.abc import Callable
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
import skops.io
from sklearn.feature_extraction.text import TfidfVectorizer

from stance.vectorizers.ngrams import NgramVectorizer

DATA = Path(os.environ.get("STANCE_DATA", Path(__file__).parents[2] / "shared" / "data"))
SETTINGS: list[dict[str, Any]] = [
    {"analyzer": "word", "ngram_range": (1, 2)},
    {"analyzer": "char", "ngram_range": (2, 5)},
    {"analyzer": "char_wb", "ngram_range": (2, 5)},
]
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


def seconds(call: Callable[[Any], object], argument: Any) -> float:
    """Return how long a call takes."""
    start = perf_counter()
    call(argument)
    return perf_counter() - start


def race(name: str, call: Callable[[Any], object], ours: Any, theirs: Any, repeats: int) -> None:
    """Print how long a call takes on ours and on theirs, and how many times faster ours is."""
    pairs = [(seconds(call, ours), seconds(call, theirs)) for _ in range(repeats)]
    ratios = [their / our for our, their in pairs]
    our, their = (1000 * median(times) for times in zip(*pairs, strict=True))
    print(
        f"  {name:<14}{our:>10.2f} ms{their:>10.2f} ms"
        f"{median(ratios):>9.1f} x{min(ratios):>9.1f} x",
        flush=True,
    )


def measure(texts: list[str], options: dict[str, Any], repeats: int) -> None:
    """Print the ratios for some sentences under one of the settings."""
    ours, theirs = NgramVectorizer(**options), TfidfVectorizer(**options)
    difference = abs(ours.fit_transform(texts) - theirs.fit_transform(texts))
    if difference.max() > 1e-12:
        raise SystemExit("the matrices differ: there is nothing to compare")
    print(f"\n{len(texts):,} sentences, {options}: {len(theirs.vocabulary_):,} n-grams")
    print(f"  {'':<14}{'ours':>13}{'sklearn':>13}{'median':>11}{'minimum':>11}")
    race("fit_transform", lambda model: model.fit_transform(texts), ours, theirs, repeats)
    race("transform", lambda model: model.transform(texts), ours, theirs, repeats)
    race("one sentence", lambda model: model.transform(texts[:1]), ours, theirs, 50)
    for way, compression in {"": zipfile.ZIP_STORED, ", zip": zipfile.ZIP_DEFLATED}.items():
        dump = partial(skops.io.dumps, compression=compression)
        race(f"dump{way}", dump, ours, theirs, 3)
        our, their = dump(ours), dump(theirs)
        race(f"load{way}", lambda saved: skops.io.loads(saved, trusted=[OURS]), our, their, 3)
        print(f"  {'size' + way:<14}{len(our) / 1e6:>10.2f} MB{len(their) / 1e6:>10.2f} MB")


def main() -> None:
    """Run all settings at all sizes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--sizes", type=int, nargs="+", default=[600, 3_000, 50_000])
    arguments = parser.parse_args()
    for size in arguments.sizes:
        texts = list(islice(cycle(sentences()), size))
        for options in SETTINGS:
            measure(texts, options, arguments.repeats if size <= 3_000 else 3)


if __name__ == "__main__":
    main()
