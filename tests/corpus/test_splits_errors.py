"""Splits that cannot be made say why in a sentence, and every splitter has its config."""

from pathlib import Path

import pytest
import yaml
from hydra.utils import instantiate
from omegaconf import OmegaConf

from stance.corpus import splits
from stance.corpus.corpus import Corpus
from stance.corpus.splits import (
    ByDate,
    FewShot,
    Given,
    Grouped,
    GroupKFold,
    LeaveOneTargetOut,
    Stratified,
    StratifiedKFold,
)
from stance.errors import ConfigError, CorpusError

CONFIGS = Path(__file__).parents[2] / "configs" / "splitter"


def corpus_of(rows: list[dict[str, str | None]]) -> Corpus:
    """Return a corpus of rows that need no text of their own."""
    return Corpus.from_rows([{"text": "A sentence.", **row} for row in rows], name="tiny")


def sixty(**columns: str | None) -> Corpus:
    """Return 60 rows: three labels, two targets, 12 groups, dates over five years."""
    return corpus_of(
        [
            {
                "stance": ("against", "favor", "neutral")[i % 3],
                "target": ("bridges", "ferries")[i % 2],
                "group": f"thread {i % 12}",
                "date": f"{2019 + i // 12}-{i % 12 + 1:02}-05",
                **columns,
            }
            for i in range(60)
        ]
    )


UNFIT = {
    "unlabelled": (
        Stratified(),
        corpus_of([{"stance": None}]),
        "no stance label; choose the other",
    ),
    "no splits": (Given(), sixty(), "without splits, wanted 'train'.*splitter=stratified"),
    "no such split": (
        Given(test="held_out"),
        sixty(split="train"),
        r"no row with a stance label in split 'held_out' \(there are train: 60\)",
    ),
    "nothing within": (
        Stratified(within=["dev"]),
        sixty(split="train"),
        r"no stance label within dev \(there are train: 60\).*splitter.within=null",
    ),
    "a class of one": (
        StratifiedKFold(),
        corpus_of([{"stance": s} for s in ("favor", "favor", "against")]),
        r"one row with stance 'against' \(id 3\)",
    ),
    "too many folds": (StratifiedKFold(99), sixty(), "60 labelled rows for 99 folds"),
    "too few groups": (GroupKFold(13), sixty(), "12 groups for 13 folds; lower .* to 12"),
    "no groups": (Grouped(), sixty(group=None), "names no group.*corpus.columns.group"),
    "one group": (Grouped(), sixty(group="all"), "in one group all"),
    "one target": (LeaveOneTargetOut(), sixty(target="bridges"), "one target only, 'bridges'"),
    "no dates": (ByDate(), sixty(date=None), "60 labelled rows of 60 without a date, such as id 1"),
    "not a date": (ByDate(), sixty(date="5/2/2020"), "date '5/2/2020' of row 1 is not ISO 8601"),
    "coarse date": (ByDate("2020-03"), sixty(date="2020"), "row 1 may be before or after 2020-03"),
    "all before": (ByDate(2050), sixty(), "from 2019-01-05 to 2023-12-05, all before 2050"),
    "one date": (ByDate(), sixty(date="2020"), "all on or after 2020; set splitter.cutoff"),
    "few rows": (FewShot(20), sixty(), "20 rows with stance 'against' to draw from, wanted 21"),
}


@pytest.mark.parametrize("case", UNFIT)
def test_a_corpus_that_cannot_be_split_so_is_one_sentence(case: str) -> None:
    splitter, corpus, sentence = UNFIT[case]
    with pytest.raises(CorpusError, match=sentence):
        splitter.split(corpus, "stance", seed=0)


WRONG = {
    "share": (Stratified(1.2), "splitter.test_size=1.2 is no share"),
    "share of groups": (Grouped(0), "splitter.test_size=0 is no share"),
    "folds": (StratifiedKFold(1), "splitter.n_splits=1 is too few"),
    "shots": (FewShot(0), "splitter.n=0 is too few"),
    "cutoff": (ByDate("spring"), "splitter.cutoff=spring is no ISO 8601 date"),
    "within": (Stratified(within=["trian"]), "names 'trian'.*did you mean 'train'"),
    "both sides": (Given(["train", "test"]), "both name 'test'"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_setting_that_makes_no_sense_is_one_sentence(case: str) -> None:
    splitter, sentence = WRONG[case]
    with pytest.raises(ConfigError, match=sentence):
        splitter.split(sixty(), "stance", seed=0)


@pytest.mark.parametrize("path", sorted(CONFIGS.glob("*.yaml")), ids=lambda path: path.stem)
def test_each_config_names_its_splitter_and_every_parameter_at_its_default(path: Path) -> None:
    config = yaml.safe_load(path.read_text("utf-8"))
    splitter = instantiate(OmegaConf.create(config), _convert_="all")
    default = type(splitter)()
    assert set(config) - {"_target_"} == set(vars(splitter))
    if path.stem == "corpus_matrix":
        return  # the same splitter as target_matrix, set for corpora
    for name, value in vars(default).items():
        stored = getattr(splitter, name)
        assert (tuple(stored) if isinstance(stored, list) else stored) == value


def test_every_splitter_has_a_config() -> None:
    named = {yaml.safe_load(path.read_text("utf-8"))["_target_"] for path in CONFIGS.glob("*.yaml")}
    splitters = set(splits.__all__) - {"Split", "Splitter"}
    assert named == {f"stance.corpus.splits.{name}" for name in splitters}
