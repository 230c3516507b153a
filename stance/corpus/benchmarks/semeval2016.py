"""SemEval-2016 Task 6 A: tweets on five targets, the benchmark most stance papers report on."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from stance.corpus.benchmarks.published import (
    LineError,
    Published,
    PublishedFile,
    Row,
    load_published,
    look_up,
)
from stance.corpus.corpus import Corpus
from stance.labels import Sentiment, Stance

_HEADER: Final = "ID\tTarget\tTweet\tStance\tOpinion towards\tSentiment"

_SEMEVAL2016: Final = Published(
    name="semeval2016",
    title="SemEval-2016 Task 6",
    citation=(
        "Saif M. Mohammad, Svetlana Kiritchenko, Parinaz Sobhani, Xiaodan Zhu and Colin Cherry. "
        "SemEval-2016 Task 6: Detecting Stance in Tweets. SemEval 2016."
    ),
    official_metric="f_avg",
    found="the task's page, https://alt.qcri.org/semeval2016/task6/",
    files=(
        PublishedFile("trainingdata-all-annotations.txt", "train", "training", _HEADER),
        PublishedFile("trialdata-all-annotations.txt", "train", "trial", _HEADER),
        PublishedFile("testdata-taskA-all-annotations.txt", "test", "test"),
    ),
)

_STANCES: Final = {
    "FAVOR": Stance.FAVOR,
    "AGAINST": Stance.AGAINST,
    "NONE": Stance.NEUTRAL,
}
_SENTIMENTS: Final = {
    "POSITIVE": Sentiment.POSITIVE,
    "NEGATIVE": Sentiment.NEGATIVE,
    "NEITHER": Sentiment.NEUTRAL,
}
_TAG: Final = re.compile(r"\s*#SemST\b")


def load_semeval2016(folder: str | Path) -> Corpus:
    """Return the tweets of SemEval-2016 Task 6 A with their stance and their sentiment.

    2,914 tweets to train on, which are the files ``training`` (2,814) and ``trial`` (100), as
    in the task; 1,249 to test on. No tweet stands twice. ``#SemST``, by which the organisers
    marked every tweet, is taken off. What the opinion is about (``TARGET``, ``OTHER``,
    ``NO ONE``) is in the column ``opinion_towards``.

    The official metric is F_avg, the mean of F1(favor) and F1(against) pooled over the
    targets; neutral tweets are learnt from but have no term in it. No licence is stated.

    References
    ----------
    Saif M. Mohammad, Svetlana Kiritchenko, Parinaz Sobhani, Xiaodan Zhu and Colin Cherry.
    SemEval-2016 Task 6: Detecting Stance in Tweets. SemEval 2016.

    Saif M. Mohammad, Parinaz Sobhani and Svetlana Kiritchenko. Stance and Sentiment in
    Tweets. ACM Transactions on Internet Technology 17(3), 2017 (the added annotations).
    """
    return load_published(_SEMEVAL2016, folder, _parse)


def _parse(line: str, _place: str) -> list[Row]:
    # Quotes are the tweets' own: this is no CSV.
    fields = line.split("\t")
    if len(fields) != 6:
        raise LineError(
            f"{len(fields)} fields between tabs, wanted 6 ({_HEADER.replace(chr(9), ', ')})"
        )
    number, target, tweet, stance, opinion_towards, sentiment = fields
    return [
        {
            "id": number,
            "text": _TAG.sub("", tweet).strip(),
            "target": target,
            "stance": look_up(_STANCES, stance, "stance"),
            "sentiment": look_up(_SENTIMENTS, sentiment, "sentiment"),
            "opinion_towards": opinion_towards,
        }
    ]
