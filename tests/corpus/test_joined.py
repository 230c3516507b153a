"""Joined corpora: every row is there, and tells which corpus it is of."""

from pathlib import Path

import pytest
from hydra import compose, initialize_config_dir

from stance.build import build_corpus
from stance.corpus import BadRow, Corpus
from stance.corpus.joined import join_corpora
from stance.errors import ConfigError, CorpusError

CONFIGS = Path(__file__).parents[2] / "configs"


def letters(**settings) -> Corpus:
    rows = [
        {"text": "The bridge is fine.", "stance": "favor", "group": "7", "genre": "letter"},
        {"text": "The bridge is not.", "stance": "against", "group": None, "genre": "letter"},
    ]
    return Corpus.from_rows(rows, name="letters", **settings)


def talks(**settings) -> Corpus:
    rows = [{"text": "A ferry came.", "stance": "neutral", "group": "7", "minutes": 3}]
    return Corpus.from_rows(rows, name="talks", **settings)


def test_ids_and_groups_of_two_corpora_are_never_taken_for_one():
    joined = join_corpora({"letters": letters(), "talks": talks()})
    assert list(joined["id"]) == ["letters:1", "letters:2", "talks:1"]
    assert list(joined["group"]) == ["letters:7", None, "talks:7"]
    assert list(joined["corpus"]) == ["letters", "letters", "talks"]


def test_texts_and_labels_stay_as_they_are_in_order():
    joined = join_corpora({"a": letters(), "b": talks()})
    assert list(joined["text"]) == [*letters()["text"], *talks()["text"]]
    assert list(joined["stance"]) == ["favor", "against", "neutral"]
    assert joined.name == "a+b"


def test_a_column_that_one_corpus_lacks_is_null_there():
    joined = join_corpora({"letters": letters(), "talks": talks()})
    assert list(joined["genre"]) == ["letter", "letter", None]
    assert list(joined["minutes"]) == [None, None, 3]


def test_a_column_that_is_empty_in_one_corpus_takes_the_type_of_the_other():
    empty = Corpus.from_rows([{"text": "Yes.", "stance": "favor", "minutes": None}], name="e")
    assert list(join_corpora({"e": empty, "talks": talks()})["minutes"]) == [None, 3]


def test_numbers_and_text_in_one_column_are_told_with_their_corpora():
    words = Corpus.from_rows([{"text": "Yes.", "stance": "favor", "minutes": "three"}], name="w")
    with pytest.raises(CorpusError, match="'minutes' is int64 in talks and string in w"):
        join_corpora({"talks": talks(), "w": words})


def test_the_official_metric_stays_where_all_name_the_same():
    same = {"a": letters(official_metric="f_avg"), "b": talks(official_metric="f_avg")}
    assert join_corpora(same).official_metric == "f_avg"
    assert join_corpora(same | {"c": talks()}).official_metric == ""


def test_citations_and_skipped_rows_are_kept():
    bad = BadRow("talks.csv:3", "text is empty")
    joined = join_corpora(
        {
            "a": letters(citation="A (2001)."),
            "b": talks(citation="B (2002).", skipped=[bad]),
            "c": talks(citation="A (2001)."),
        }
    )
    assert joined.citation == "A (2001).\nB (2002)."
    assert joined.skipped == (BadRow("b:talks.csv:3", "text is empty"),)


def test_the_fingerprint_follows_the_content_and_the_names():
    prints = {
        join_corpora(corpora).fingerprint
        for corpora in (
            {"a": letters(), "b": talks()},
            {"b": talks(), "a": letters()},
            {"a": letters(), "c": talks()},
        )
    }
    assert len(prints) == 3
    again = join_corpora({"a": letters(), "b": talks()})
    assert again.fingerprint in prints


def test_a_joined_corpus_can_be_joined_again():
    once = join_corpora({"a": letters(), "b": talks()})
    twice = join_corpora({"old": once, "new": talks()})
    assert list(twice["corpus"]) == ["old"] * 3 + ["new"]
    assert list(twice["original_corpus"]) == ["a", "a", "b", None]
    assert list(join_corpora({"x": twice})["original_original_corpus"]) == list(twice["corpus"])
    assert list(join_corpora({"x": twice})["original_corpus"]) == list(twice["original_corpus"])


@pytest.mark.parametrize("name", ["", "a:b"])
def test_a_name_that_would_make_ids_ambiguous_is_refused(name):
    with pytest.raises(ConfigError, match="names a corpus"):
        join_corpora({name: letters()})


def test_nothing_to_join_is_one_sentence():
    with pytest.raises(ConfigError, match="at least one corpus"):
        join_corpora({})


def composed(*overrides: str) -> Corpus:
    with initialize_config_dir(str(CONFIGS), version_base="1.3"):
        return build_corpus(compose("config", overrides=["corpus=joined", *overrides]))


def test_the_config_takes_corpora_out_and_in(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("text,stance\nThe bridge is fine.,favor\n", encoding="utf-8")
    corpus = composed(
        *("~corpus.corpora.ruw", "~corpus.corpora.semeval2016"),
        *("+corpus@corpus.corpora.nato=nato_russia", "+corpus@corpus.corpora.mine=file"),
        f"corpus.corpora.mine.path={path}",
    )
    assert corpus.name == "nato+mine"
    assert corpus["id"][-1] == "mine:1"


def test_the_config_joins_two_published_corpora(benchmark_data, monkeypatch):
    monkeypatch.setenv("STANCE_DATA", str(benchmark_data))
    corpus = composed()
    assert set(corpus["corpus"]) == {"ruw", "semeval2016"}
    assert len(corpus) == 9578 + 4163
    assert "ruw:train-17-Russia" in set(corpus["id"])
