"""Fitted models for the tests of stance.model."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from stance.model import StanceModel
from stance.model.folder import CARD, ESTIMATOR, read_folder, write_folder
from stance.model.skops_file import dump_estimator
from stance.vectorizers import NgramVectorizer, on_frame

TEXTS = ["we welcome the alliance", "we condemn the alliance", "the alliance met on Monday"] * 4
LABELS = np.array(["favor", "against", "neutral"] * 4, dtype=object)
TARGETS = ["NATO", "Russia"] * 6


@pytest.fixture(scope="session")
def frame() -> pd.DataFrame:
    """Return twelve sentences, half of them about NATO and half about Russia."""
    return pd.DataFrame({"text": TEXTS, "target": TARGETS, "speaker": ""}, dtype=object)


@pytest.fixture(scope="session")
def labels() -> np.ndarray:
    """Return their stances."""
    return LABELS


@pytest.fixture(scope="session")
def fitted(frame: pd.DataFrame) -> Callable[..., StanceModel]:
    """Return what fits a model: by default n-grams and logistic regression."""

    def fit(classifier: Any = None, vectorizer: Any = None, rows: Any = slice(None)) -> StanceModel:
        pipeline = Pipeline(
            [
                ("vectorizer", on_frame(NgramVectorizer() if vectorizer is None else vectorizer)),
                ("classifier", LogisticRegression() if classifier is None else classifier),
            ]
        )
        pipeline.fit(frame.iloc[rows], LABELS[rows])
        details = {"corpus": {"name": "tiny", "fingerprint": "0" * 64, "n": 12}, "n_train": 12}
        return StanceModel.of(pipeline, "stance", ("NATO", "Russia"), details)

    return fit


@pytest.fixture
def saved(fitted: Callable[..., StanceModel], tmp_path: Path) -> Path:
    """Return a folder that holds a model and its card."""
    model = fitted()
    model.card_ = "# A model\n"
    model.save(tmp_path / "model")
    return tmp_path / "model"


@pytest.fixture(scope="session")
def forge() -> Callable[..., None]:
    """Return what puts another estimator, file or word into a saved folder, hashes and all.

    An attacker can do this much: nothing in a folder says who made it.
    """

    def forged(
        folder: Path, estimator: Any = None, data: bytes | None = None, **about: Any
    ) -> None:
        kept, files = read_folder(folder)
        whole = {k: v for k, v in kept.items() if k not in ("format_version", "files", "sha256")}
        if estimator is not None:
            data = dump_estimator(estimator)
        content = {ESTIMATOR: files[ESTIMATOR] if data is None else data, CARD: files[CARD]}
        write_folder(folder, whole | about, content)

    return forged
