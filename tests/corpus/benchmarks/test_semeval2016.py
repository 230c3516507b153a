from collections import Counter
from pathlib import Path

import pytest

from stance.corpus.benchmarks import load_semeval2016
from stance.errors import CorpusError

HEADER = "ID\tTarget\tTweet\tStance\tOpinion towards\tSentiment\r\n"
TRAINING = (
    '101\tTea\tTea is "the best there is, every day   #SemST\tFAVOR\tTARGET\tPOSITIVE\r\n'
    "102\tTea\t@cup_42 No more of that brew #Coffee #SemST\tAGAINST\tOTHER\tNEGATIVE\r\n"
)
TRIAL = "1\tRain\tIt is Tuesday #SemSTorm #SemST\tNONE\tNO ONE\tNEITHER\r\n"
TEST = "10001\tRain\t Rain spoils #SemST the café terrace #SemST\tAGAINST\tTARGET\tNEGATIVE\r\n"


def write(folder: Path, *, training: str = TRAINING, test: str = TEST) -> Path:
    for name, content in (
        ("trainingdata-all-annotations.txt", HEADER + training),
        ("trialdata-all-annotations.txt", HEADER + TRIAL),
        ("testdata-taskA-all-annotations.txt", test),
    ):
        (folder / name).write_bytes(content.encode())
    return folder


def test_tweets_keep_their_quotes_and_lose_only_the_organisers_tag(tmp_path: Path) -> None:
    assert list(load_semeval2016(write(tmp_path))["text"]) == [
        'Tea is "the best there is, every day',
        "@cup_42 No more of that brew #Coffee",
        "It is Tuesday #SemSTorm",
        "Rain spoils the café terrace",
    ]


def test_the_trial_file_is_part_of_the_training_set_as_in_the_task(tmp_path: Path) -> None:
    corpus = load_semeval2016(write(tmp_path))

    assert list(corpus["split"]) == ["train", "train", "train", "test"]
    assert list(corpus["source"]) == ["training", "training", "trial", "test"]
    assert list(corpus["id"]) == ["101", "102", "1", "10001"]
    assert corpus.official_metric == "f_avg"


def test_both_label_columns_and_what_the_opinion_is_about_are_read(tmp_path: Path) -> None:
    corpus = load_semeval2016(write(tmp_path))

    assert list(corpus["stance"]) == ["favor", "against", "neutral", "against"]
    assert list(corpus["sentiment"]) == ["positive", "negative", "neutral", "negative"]
    assert list(corpus["opinion_towards"]) == ["TARGET", "OTHER", "NO ONE", "TARGET"]


def test_altered_lines_are_told_all_at_once(tmp_path: Path) -> None:
    broken = "103\tTea\tNo tab between these two AGAINST\tOTHER\tNEGATIVE\r\n"
    unknown = TEST.replace("AGAINST", "MAYBE")

    with pytest.raises(CorpusError) as caught:
        load_semeval2016(write(tmp_path, training=TRAINING + broken, test=unknown))

    assert "trainingdata-all-annotations.txt:4: 5 fields between tabs, wanted 6" in str(
        caught.value
    )
    assert "testdata-taskA-all-annotations.txt:1: stance 'MAYBE' is none of" in str(caught.value)


def test_the_published_files_give_the_published_counts(benchmark_data: Path) -> None:
    corpus = load_semeval2016(benchmark_data / "semeval2016_task6")
    train = corpus.take(corpus["split"] == "train")
    test = corpus.take(corpus["split"] == "test")

    assert Counter(corpus["source"]) == {"training": 2814, "trial": 100, "test": 1249}
    assert not corpus.skipped
    assert train.class_counts("stance") == {"against": 1395, "favor": 753, "neutral": 766}
    assert test.class_counts("stance") == {"against": 715, "favor": 304, "neutral": 230}
    assert test.class_counts("sentiment") == {"negative": 791, "neutral": 90, "positive": 368}
    assert Counter(test["target"]) == {
        "Hillary Clinton": 295,
        "Feminist Movement": 285,
        "Legalization of Abortion": 280,
        "Atheism": 220,
        "Climate Change is a Real Concern": 169,
    }
    assert not any("#SemST" in text for text in corpus["text"])
