"""The plain scikit-learn script `benchmarks/train.py` compares with: read, fit, predict, score.

It does what `stance train semeval2016_svm_ngrams` learns and scores, and nothing else: no
config, no intervals, no files.
"""

import sys
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score
from sklearn.pipeline import make_pipeline, make_union
from sklearn.svm import LinearSVC


def read(path: Path, skip: int) -> np.ndarray:
    """Return target, tweet and stance of a published file."""
    lines = path.read_text(encoding="utf-8").splitlines()[skip:]
    fields = [line.split("\t") for line in lines]
    return np.array(
        [(f[1], f[2].replace("#SemST", "").strip(), f[3]) for f in fields], dtype=object
    )


def main(folder: Path) -> None:
    """Print F_avg on the test set."""
    train = np.concatenate(
        [
            read(folder / "trainingdata-all-annotations.txt", 1),
            read(folder / "trialdata-all-annotations.txt", 1),
        ]
    )
    test = read(folder / "testdata-taskA-all-annotations.txt", 0)
    predicted = np.empty(len(test), dtype=object)
    for target in np.unique(train[:, 0]):
        ours, theirs = train[:, 0] == target, test[:, 0] == target
        model = make_pipeline(
            make_union(
                TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
                TfidfVectorizer(analyzer="char", ngram_range=(2, 5), sublinear_tf=True),
            ),
            LinearSVC(class_weight="balanced"),
        )
        model.fit(train[ours, 1], train[ours, 2])
        predicted[theirs] = model.predict(test[theirs, 1])
    scores = f1_score(
        test[:, 2].astype(str), predicted.astype(str), labels=["FAVOR", "AGAINST"], average=None
    )
    print(f"F_avg {scores.mean():.4f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
