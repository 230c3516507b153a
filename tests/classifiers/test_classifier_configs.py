"""Every shipped classifier composes, learns three classes without a warning, and can be saved."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import skops.io
from hydra import compose, initialize_config_dir
from hydra.utils import instantiate
from omegaconf import DictConfig
from scipy import sparse
from sklearn.base import clone

CONFIGS = Path(__file__).parents[2] / "configs"
# "other" is a blank that the user fills in; "tone" learns nothing and has tests of its own.
OPTIONS = sorted(
    {path.stem for path in (CONFIGS / "classifier").glob("*.yaml")} - {"other", "tone"}
)
LABELS = np.array(["against", "favor", "neutral"], dtype=object)
Y = LABELS[np.arange(90) % 3]

# What skops does not trust by itself and a saved model of ours may hold.
TRUSTED = {
    "sklearn.calibration._CalibratedClassifier",
    "sklearn.calibration._SigmoidCalibration",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    "sklearn.neural_network._stochastic_optimizers.AdamOptimizer",
    "sklearn.tree._tree.Tree",
    "stance.classifiers.class_weighted.ClassWeighted",
    "stance.classifiers.per_target.PerTarget",
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a root config of two groups, and an experiment that overrides it."""
    folder = tmp_path_factory.mktemp("configs")
    (folder / "config.yaml").write_text(
        "defaults: [{vectorizer: words}, {classifier: logistic_regression}, _self_]\nseed: 13\n"
    )
    (folder / "floor.yaml").write_text(
        "defaults: [config, {override classifier: majority_per_target}, _self_]\n"
    )
    (folder / "vectorizer").mkdir()
    for option in ("words", "none", "dense_svd"):
        (folder / "vectorizer" / f"{option}.yaml").write_text(f"makes: {option}\n")
    return folder


def composed(root: Path, *overrides: str, name: str = "config") -> DictConfig:
    with initialize_config_dir(str(root), version_base="1.3"):
        # An experiment is its own primary config, which alone may name where to search.
        return compose(name, [f"hydra.searchpath=[{CONFIGS.as_uri()}]", *overrides])


def features(kind: str) -> Any:
    """Return 90 rows of the features a vectorizer makes, one telling column a class."""
    rng = np.random.default_rng(0)
    dense = np.maximum(rng.normal(size=(90, 20)), 0)
    dense[np.arange(90), np.arange(90) % 3] += 3
    texts = [f"Sentence {i}." for i in range(90)]
    frame = pd.DataFrame({"text": texts, "target": list("abc") * 30, "speaker": ""}, dtype=object)
    return {"words": sparse.csr_matrix(dense), "dense_svd": dense, "none": frame}[kind]


@pytest.mark.parametrize("option", OPTIONS)
def test_it_learns_three_classes_the_same_way_each_time_and_can_be_saved(
    option: str, root: Path
) -> None:
    config = composed(root, f"classifier={option}")
    X = features(config.vectorizer.makes)
    model = instantiate(config.classifier, _convert_="all").fit(X, Y)
    assert model.classes_.tolist() == LABELS.tolist()
    again = clone(model).fit(X, Y)
    np.testing.assert_array_equal(again.predict(X), model.predict(X))
    if option not in ("majority", "random_by_prevalence"):
        assert np.mean(model.predict(X) == Y) > 0.8

    file = skops.io.dumps(model)
    untrusted = skops.io.get_untrusted_types(data=file)
    assert set(untrusted) <= TRUSTED
    loaded = skops.io.loads(file, trusted=untrusted)
    np.testing.assert_array_equal(loaded.predict(X), model.predict(X))
    for method in ("predict_proba", "decision_function"):
        if hasattr(model, method):
            scores = getattr(model, method)(X)
            assert scores.shape == (90, 3)
            np.testing.assert_array_equal(getattr(loaded, method)(X), scores)


@pytest.mark.parametrize("option", OPTIONS)
def test_every_random_state_is_the_seed(option: str, root: Path) -> None:
    config = composed(root, f"classifier={option}", "seed=99")
    parameters = instantiate(config.classifier, _convert_="all").get_params()
    states = {value for name, value in parameters.items() if name.endswith("random_state")}
    dummies = {"majority", "majority_per_target"}  # draw nothing
    assert states <= ({99, None} if option in dummies else {99})


@pytest.mark.parametrize("option", OPTIONS)
def test_classes_are_balanced_unless_the_model_is_a_floor(option: str, root: Path) -> None:
    parameters = instantiate(
        composed(root, f"classifier={option}").classifier, _convert_="all"
    ).get_params()
    floors = {"majority", "majority_per_target", "random_by_prevalence"}
    weights = {value for name, value in parameters.items() if name.endswith("class_weight")}
    assert weights == (set() if option in floors else {"balanced"})


def test_a_classifier_brings_the_vectorizer_it_needs(root: Path) -> None:
    assert composed(root).vectorizer.makes == "words"
    assert composed(root, "classifier=majority").vectorizer.makes == "none"
    assert composed(root, "classifier=gradient_boosting").vectorizer.makes == "dense_svd"
    assert composed(root, name="floor").vectorizer.makes == "none"


def test_a_vectorizer_that_is_asked_for_goes_before_the_one_a_classifier_brings(
    root: Path,
) -> None:
    config = composed(root, "classifier=gradient_boosting", "vectorizer=words")
    assert config.vectorizer.makes == "words"


@pytest.mark.parametrize("option", OPTIONS)
def test_its_first_line_of_prose_says_why_one_would_choose_it(option: str) -> None:
    lines = (CONFIGS / "classifier" / f"{option}.yaml").read_text("utf-8").splitlines()
    prose = [line for line in lines if not line.startswith("# @package")]
    assert prose[0].startswith("# ")
