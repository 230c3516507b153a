"""Vectorizers side by side, one after the other, and on a column."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.feature_extraction.text import (
    CountVectorizer,
    HashingVectorizer,
    TfidfTransformer,
    TfidfVectorizer,
)
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.preprocessing import OneHotEncoder

from stance.errors import ConfigError
from stance.vectorizers import chain, on_frame, union
from stance.vectorizers.target_marker import TargetMarker

FRAME = pd.DataFrame(
    [
        ("NATO means peace", "NATO", "a mayor"),
        ("peace at last", "Russia", "a farmer"),
        ("war again", "NATO", "a mayor"),
    ],
    columns=["text", "target", "speaker"],
    dtype=object,
)


@pytest.mark.parametrize(
    "takes_strings",
    [
        TfidfVectorizer(),
        CountVectorizer(),
        HashingVectorizer(n_features=16),
        Pipeline([("counts", CountVectorizer()), ("tfidf", TfidfTransformer())]),
        FeatureUnion([("word", CountVectorizer()), ("char", CountVectorizer(analyzer="char"))]),
    ],
    ids=lambda transformer: type(transformer).__name__,
)
def test_a_transformer_of_strings_reads_the_text_column(takes_strings: object) -> None:
    of_frame = on_frame(clone(takes_strings)).fit_transform(FRAME)
    of_text = clone(takes_strings).fit_transform(FRAME["text"])
    assert of_frame.shape == of_text.shape
    assert (of_frame != of_text).nnz == 0


@pytest.mark.parametrize(
    "takes_frames",
    [
        OneHotEncoder(),
        TargetMarker(),
        union(word=TfidfVectorizer()),
        chain(word=TfidfVectorizer()),
        "passthrough",
    ],
    ids=str,
)
def test_a_transformer_of_frames_stays_as_it_is(takes_frames: object) -> None:
    assert on_frame(takes_frames) is takes_frames


def test_names_keep_their_parts_name_through_a_union_and_a_chain() -> None:
    vectorizer = chain(marker=TargetMarker(), ngrams=union(word=CountVectorizer(), target=True))
    names = vectorizer.fit(FRAME).get_feature_names_out()
    assert names.tolist() == [
        *(f"word__{word}" for word in ("again", "at", "last", "means", "peace", "targetname")),
        *("word__war", "target__target_NATO", "target__target_Russia"),
    ]


def test_every_step_of_a_chain_may_read_strings() -> None:
    marked = chain(marker=TargetMarker(), word=CountVectorizer()).fit(FRAME)
    assert "targetname" in marked.get_feature_names_out()


def test_a_part_that_is_none_is_left_out() -> None:
    names = union(word=CountVectorizer(), char=None).fit(FRAME).get_feature_names_out()
    assert all(name.startswith("word__") for name in names)


def test_the_speaker_is_a_feature_only_where_asked_for() -> None:
    without = union(word=CountVectorizer()).fit_transform(FRAME)
    with_speaker = union(word=CountVectorizer(), speaker=True)
    features = with_speaker.fit_transform(FRAME)
    assert with_speaker.get_feature_names_out()[-2:].tolist() == [
        "speaker__speaker_a farmer",
        "speaker__speaker_a mayor",
    ]
    np.testing.assert_array_equal(features.toarray()[:, :-2], without.toarray())
    assert features.toarray()[:, -2:].tolist() == [[0, 1], [1, 0], [0, 1]]


def test_a_union_of_nothing_says_what_to_do() -> None:
    with pytest.raises(ConfigError, match=r"no parts \(left out: char\); give at least one"):
        union(char=None)


def test_parts_can_be_reached_by_name() -> None:
    vectorizer = union(word=TfidfVectorizer())
    vectorizer.set_params(word__text__min_df=2)
    assert vectorizer.fit(FRAME).get_feature_names_out().tolist() == ["word__peace"]
