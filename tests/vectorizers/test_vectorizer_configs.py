"""Every option of configs/vectorizer does what its group promises."""

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import skops.io
from hydra import compose, initialize_config_dir
from hydra.utils import instantiate
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from sklearn.base import clone

from stance.errors import ConfigError
from stance.vectorizers import on_frame

CONFIGS = Path(__file__).parents[2] / "configs"
# "other" is a blank that the user fills in.
OPTIONS = sorted({path.stem for path in (CONFIGS / "vectorizer").glob("*.yaml")} - {"other"})
TARGET_AWARE = ["target_copies", "target_marked", "target_vectors", "target_window"]
TEXT_ONLY = [option for option in OPTIONS if option not in {*TARGET_AWARE, "none"}]
UNIONS = {
    "word_char_ngrams": "vectorizer",
    "hashing": "vectorizer",
    "lexicon": "vectorizer",
    "target_marked": "vectorizer.ngrams",
    "target_vectors": "vectorizer.ngrams",
    "target_window": "vectorizer.ngrams",
    "target_copies": "vectorizer.vectorizer",
    "dense_svd": "vectorizer.ngrams",
}

TRAIN = pd.DataFrame(
    [
        ("NATO keeps its promises, and we are glad of it.", "NATO", "a mayor"),
        ("The alliance is a bad bargain for small countries.", "NATO", "a farmer"),
        ("We met the delegates of NATO on Tuesday.", "NATO", ""),
        ("Moscow broke the treaty, and NATO must answer.", "NATO", "a columnist"),
        ("Moscow broke the treaty, and NATO must answer.", "Russia", "a columnist"),
        ("Russia is a good neighbour to our port.", "Russia", "a mayor"),
        ("Nobody here believes a word the Kremlin says!", "Russia", "a teacher"),
        ("Talks with Russian officials will go on in May.", "Russia", ""),
    ]
    * 2,
    columns=["text", "target", "speaker"],
    dtype=object,
)
# Two targets in each sentence, so that whichever is asked for can be found.
NEW = pd.DataFrame(
    [
        ("Our harbour lives on Russian ships, not on NATO.", "Russia", "a sailor"),
        ("A peaceful NATO deserves praise, Russia does not.", "NATO", "a mayor"),
        ("Neither NATO nor Russia asked us.", "the moon", "a poet"),
    ],
    columns=["text", "target", "speaker"],
    dtype=object,
)

words = st.sampled_from(
    ["NATO", "Moscow", "russia", "alliance", "treaty", "good", "bad", "!", "zzz", "...", "Ünlü"]
)
sentences = st.one_of(st.lists(words).map(" ".join), st.text(max_size=30))
rows = st.tuples(sentences, st.sampled_from(["NATO", "Russia", "the moon", ""]), st.just(""))
frames = st.lists(rows, min_size=1, max_size=6).map(
    lambda found: pd.DataFrame(found, columns=["text", "target", "speaker"], dtype=object)
)


def compose_vectorizer(option: str, folder: Path, *overrides: str) -> Any:
    """Return the option's vectorizer, composed under a root of the test's own."""
    (folder / "root.yaml").write_text(
        f"defaults: [vectorizer: {option}, _self_]\n"
        "seed: 13\n"
        f"hydra: {{searchpath: ['file://{CONFIGS}']}}\n"
    )
    with initialize_config_dir(config_dir=str(folder), version_base="1.3"):
        config = compose("root", overrides=list(overrides))
    return on_frame(instantiate(config.vectorizer, _convert_="all"))


@cache
def fitted(option: str, folder: Path) -> Any:
    return compose_vectorizer(option, folder).fit(TRAIN)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("root")


def dense(features: Any) -> Any:
    return features.toarray() if sparse.issparse(features) else np.asarray(features)


@pytest.mark.parametrize("option", OPTIONS)
def test_an_option_opens_with_why_one_would_choose_it(option: str) -> None:
    assert (CONFIGS / "vectorizer" / f"{option}.yaml").read_text().startswith("# ")


@pytest.mark.parametrize("option", OPTIONS)
def test_an_option_fits_and_takes_a_target_it_has_never_seen(option: str, tmp_path: Path) -> None:
    vectorizer = compose_vectorizer(option, tmp_path)
    assert vectorizer.fit_transform(TRAIN).shape[0] == len(TRAIN)
    transformed = vectorizer.transform(NEW)
    assert transformed.shape[0] == len(NEW)
    assert transformed.shape[1] == vectorizer.transform(TRAIN).shape[1]


@pytest.mark.parametrize("option", OPTIONS)
def test_a_clone_learns_the_same(option: str, root: Path) -> None:
    vectorizer = fitted(option, root)
    twin = clone(vectorizer).fit(TRAIN)
    np.testing.assert_array_equal(dense(twin.transform(NEW)), dense(vectorizer.transform(NEW)))


@pytest.mark.parametrize("option", OPTIONS)
def test_fit_transform_gives_what_fit_then_transform_gives(option: str, root: Path) -> None:
    vectorizer = fitted(option, root)
    at_once = clone(vectorizer).fit_transform(TRAIN)
    if option == "none":
        pd.testing.assert_frame_equal(at_once, vectorizer.transform(TRAIN))
    else:
        np.testing.assert_allclose(dense(at_once), dense(vectorizer.transform(TRAIN)), atol=1e-6)


@pytest.mark.parametrize("option", [option for option in OPTIONS if option != "hashing"])
def test_every_column_has_a_name_of_its_own(option: str, root: Path) -> None:
    vectorizer = fitted(option, root)
    names = vectorizer.get_feature_names_out()
    assert len(set(names)) == len(names) == vectorizer.transform(NEW).shape[1]


@pytest.mark.parametrize("option", OPTIONS)
def test_a_saved_vectorizer_needs_trust_in_our_classes_only(option: str, root: Path) -> None:
    vectorizer = fitted(option, root)
    saved = skops.io.dumps(vectorizer)
    untrusted = skops.io.get_untrusted_types(data=saved)
    assert all(name.startswith("stance.vectorizers.") for name in untrusted)
    loaded = skops.io.loads(saved, trusted=untrusted)
    np.testing.assert_array_equal(dense(loaded.transform(NEW)), dense(vectorizer.transform(NEW)))


@pytest.mark.parametrize("option", OPTIONS)
@settings(max_examples=15, deadline=None)
@given(frame=frames)
def test_a_row_alone_gives_what_it_gives_among_others(
    option: str, root: Path, frame: pd.DataFrame
) -> None:
    vectorizer = fitted(option, root)
    together = dense(vectorizer.transform(frame))
    alone = [dense(vectorizer.transform(frame.iloc[[row]])) for row in range(len(frame))]
    if option == "none":
        assert np.vstack(alone).tolist() == together.tolist()
    else:
        np.testing.assert_allclose(np.vstack(alone), together, atol=1e-6)


@pytest.mark.parametrize("option", TEXT_ONLY)
@settings(max_examples=15, deadline=None)
@given(frame=frames, data=st.data())
def test_shuffling_targets_leaves_a_text_only_vectorizer_unchanged(
    option: str, root: Path, frame: pd.DataFrame, data: st.DataObject
) -> None:
    shuffled = frame.assign(target=data.draw(st.permutations(list(frame["target"]))))
    vectorizer = fitted(option, root)
    before, after = vectorizer.transform(frame), vectorizer.transform(shuffled)
    np.testing.assert_array_equal(dense(before), dense(after))


@pytest.mark.parametrize("option", TARGET_AWARE)
def test_shuffling_targets_changes_a_target_aware_vectorizer(option: str, root: Path) -> None:
    vectorizer = fitted(option, root)
    swapped = NEW.assign(target=["NATO", "Russia", "the moon"])
    differs = (dense(vectorizer.transform(NEW)) != dense(vectorizer.transform(swapped))).any(axis=1)
    assert differs.tolist() == [True, True, False]


@pytest.mark.parametrize(("option", "node"), UNIONS.items())
def test_target_and_speaker_are_features_only_where_asked_for(
    option: str, node: str, root: Path, tmp_path: Path
) -> None:
    plain = fitted(option, root)
    asked = compose_vectorizer(option, tmp_path, f"{node}.target=true", f"{node}.speaker=true")
    asked.fit(TRAIN)
    other = NEW.assign(target="NATO", speaker="a farmer")
    same = NEW.assign(target="NATO", speaker="a mayor")
    assert (dense(plain.transform(other)) == dense(plain.transform(same))).all()
    assert (dense(asked.transform(other)) != dense(asked.transform(same))).any()


@pytest.mark.parametrize("option", ["word_char_ngrams", "target_marked", "target_copies"])
def test_a_part_of_a_union_can_be_switched_off(option: str, tmp_path: Path) -> None:
    vectorizer = compose_vectorizer(option, tmp_path, f"{UNIONS[option]}.char=null").fit(TRAIN)
    names = vectorizer.get_feature_names_out()
    assert any("word__" in name for name in names)
    assert not any("char__" in name for name in names)


def test_a_union_with_all_parts_switched_off_is_a_config_error(tmp_path: Path) -> None:
    overrides = ["vectorizer.word=null", "vectorizer.char=null"]
    with pytest.raises(Exception, match="no parts") as raised:
        compose_vectorizer("word_char_ngrams", tmp_path, *overrides)
    assert isinstance(raised.value.__cause__, ConfigError)


def test_the_shipped_aliases_are_found(root: Path) -> None:
    marker = fitted("target_marked", root).named_steps["marker"]
    assert marker.coverage_ == {"NATO": 1.0, "Russia": 1.0}


def test_dense_svd_gives_what_gradient_boosting_takes(root: Path) -> None:
    assert isinstance(fitted("dense_svd", root).transform(NEW), np.ndarray)


def test_hashing_keeps_its_width_whatever_the_vocabulary(root: Path) -> None:
    features = fitted("hashing", root).transform(NEW)
    assert features.shape == (len(NEW), 2**18)
    assert features.min() >= 0
