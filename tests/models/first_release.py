"""How the first release wrote ``tests/models/v1``: ``python -m tests.models.first_release``.

It is kept to be read, not to be run again: what matters of the folder is that it stays as it is.
"""

from pathlib import Path

import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from stance.classifiers import PerTarget
from stance.model import StanceModel
from stance.vectorizers import NgramVectorizer, union

FOLDER = Path(__file__).parent / "v1"

SENTENCES = {
    "favor": [
        "We are glad that {} came, and we hope it stays.",
        "Thanks to {} the harbour is safe again.",
        "I have always trusted {}.",
        "{} was right to say so.",
    ],
    "against": [
        "{} has lied to us for years, and it will again.",
        "Nobody needs {} here.",
        "We do not forgive what {} did to the valley.",
        "It was wrong to let {} in.",
    ],
    "neutral": [
        "{} will send two delegates on Thursday.",
        "The letter to {} had three pages.",
        "They talked about {} and about the weather.",
        "Is {} a member of the council?",
    ],
}


def model() -> StanceModel:
    """Return a model of twenty-four invented sentences about two targets."""
    rows = [
        (text.format(target), target, "", label)
        for target in ("NATO", "Russia")
        for label, texts in SENTENCES.items()
        for text in texts
    ]
    frame = pd.DataFrame(rows, columns=["text", "target", "speaker", "stance"], dtype=object)
    vectorizer = union(
        word=NgramVectorizer(ngram_range=[1, 2], sublinear_tf=True),
        char=NgramVectorizer(analyzer="char_wb", ngram_range=[2, 3]),
        target=True,
    )
    pipeline = Pipeline([("vectorizer", vectorizer), ("classifier", LogisticRegression(C=10))])
    estimator = PerTarget(pipeline, unseen="pooled").fit(
        frame.drop(columns="stance"), frame["stance"]
    )
    details = {"corpus": {"name": "v1", "fingerprint": "", "n": len(frame)}, "n_train": len(frame)}
    written = StanceModel.of(estimator, "stance", ("NATO", "Russia"), details, {"probability": 0.7})
    written.card_ = "# A model of invented sentences, for a test\n"
    return written


if __name__ == "__main__":
    model().save(FOLDER)
