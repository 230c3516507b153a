"""The configs of `load_corpus` and `load_hub` name all there is to set, so no `+` is needed."""

import inspect
from collections.abc import Callable
from pathlib import Path

import pytest
from hydra import compose, initialize_config_dir
from hydra.utils import instantiate
from omegaconf import OmegaConf

from stance.corpus import Corpus, load_corpus, load_hub
from stance.corpus.rows import FILLABLE
from stance.corpus.schema import ANNOTATIONS, COLUMNS

CONFIGS = Path(__file__).parents[2] / "configs" / "corpus"


@pytest.mark.parametrize(("name", "load"), [("file", load_corpus), ("hub", load_hub)])
def test_a_config_names_every_setting_and_column(name: str, load: Callable[..., Corpus]) -> None:
    config = OmegaConf.load(CONFIGS / f"{name}.yaml")
    assert set(config) - {"_target_"} == set(inspect.signature(load).parameters)
    assert list(config.columns) == [*COLUMNS.names, ANNOTATIONS.name]
    assert list(config.fill) == list(FILLABLE)
    assert set(config.columns.values()) == set(config.fill.values()) == {None}


def test_the_overrides_that_errors_propose_are_taken(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "tweet;stance;sentiment\nGood.;-1;0.8\nBad.;XYZ;0.1\nHm.;rather for;0.5\n"
    )
    overrides = [
        f"path={tmp_path}/a.csv",
        'delimiter=";"',
        "columns.text=tweet",
        'columns.sentiment=""',
        "fill.target=NATO",
        "+labels={-1: against}",
        "+labels.XYZ=neutral",
        "+labels={rather for: favor}",
    ]
    with initialize_config_dir(str(CONFIGS), version_base="1.3"):
        corpus = instantiate(compose("file", overrides=overrides), _convert_="all")
    assert corpus["stance"].tolist() == ["against", "neutral", "favor"]
    assert corpus.targets == ("NATO",)
