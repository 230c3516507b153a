"""Every published data set is a config away."""

from pathlib import Path

import pytest
from hydra.utils import instantiate
from omegaconf import OmegaConf

CONFIGS = Path(__file__).parents[3] / "configs" / "corpus"


@pytest.mark.parametrize("name", ["semeval2016", "ruw", "dse", "newsmtsc"])
def test_a_config_reads_its_data_set_from_the_folder_in_stance_data(
    name: str, benchmark_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STANCE_DATA", str(benchmark_data))

    corpus = instantiate(OmegaConf.load(CONFIGS / f"{name}.yaml"), _convert_="all")

    assert corpus.name == name


@pytest.mark.parametrize("name", ["semeval2016", "ruw", "dse", "newsmtsc"])
def test_a_config_looks_beside_the_project_where_stance_data_is_unset(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("STANCE_DATA", raising=False)

    assert OmegaConf.load(CONFIGS / f"{name}.yaml").folder.startswith(f"../shared/data/{name}")
