"""Saved models, and what predicts a file with them."""

import csv
import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.svm import LinearSVC

from stance.classifiers import PerTarget
from stance.model import StanceModel
from stance.prediction import Columns, Request, Written, predict_file
from stance.vectorizers import NgramVectorizer


def pipeline(classifier: Any) -> Pipeline:
    """Return n-grams and a classifier."""
    return Pipeline([("vectorizer", NgramVectorizer()), ("classifier", classifier)])


@pytest.fixture(scope="session")
def save_model(
    rows: list[dict[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Path]:
    """Return what fits an estimator on the invented sentences and saves it."""
    frame = pd.DataFrame(rows, dtype=object).assign(speaker="")[["text", "target", "speaker"]]
    labels = np.array([row["stance"] for row in rows], dtype=object)

    def save(estimator: Any) -> Path:
        details = {"corpus": {"name": "invented", "fingerprint": "0" * 64, "n": 90}, "n_train": 90}
        fitted = estimator.fit(frame, labels)
        model = StanceModel.of(fitted, "stance", ("NATO", "Russia"), details)
        folder = tmp_path_factory.mktemp("models") / "model"
        model.save(folder)
        return folder

    return save


@pytest.fixture(scope="session")
def model(save_model: Callable[..., Path]) -> Path:
    """Return the folder of a model that gives probabilities and reads any target."""
    return save_model(pipeline(LogisticRegression()))


@pytest.fixture(scope="session")
def strict_model(save_model: Callable[..., Path]) -> Path:
    """Return one that answers for NATO and Russia and refuses other targets."""
    return save_model(PerTarget(pipeline(LogisticRegression())))


@pytest.fixture(scope="session")
def margin_model(save_model: Callable[..., Path]) -> Path:
    """Return one without probabilities."""
    return save_model(pipeline(LinearSVC()))


class Told:
    """Keeps what it was told."""

    def __init__(self) -> None:
        self.sentences: list[str] = []

    def tell(self, sentence: str) -> None:
        """Keep a sentence."""
        self.sentences.append(sentence)

    def watch(self, written: Written, position: int, size: int | None) -> None:
        """Ignore how far it is."""


class Done:
    """What a prediction wrote."""

    def __init__(self, output: Path, written: Written, told: list[str]) -> None:
        self.output = output
        self.written = written
        self.told = told

    @property
    def counts(self) -> tuple[int, int]:
        """How many rows were predicted and rejected."""
        return self.written.n_predicted, self.written.n_rejected

    @property
    def lines(self) -> list[str]:
        """The lines of the output."""
        return self.output.read_text(encoding="utf-8").splitlines()

    @property
    def table(self) -> list[dict[str, str]]:
        """The rows of CSV, zipped or not."""
        data = self.output.read_bytes()
        text = (gzip.decompress(data) if self.output.suffix == ".gz" else data).decode()
        return list(csv.DictReader(io.StringIO(text, newline="")))

    @property
    def rejected(self) -> list[dict[str, Any]]:
        """The rejected rows."""
        path = self.output.with_name(f"{self.output.name}.rejected.jsonl")
        if not path.exists():
            return []
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def predict(model: Path, tmp_path: Path) -> Callable[..., Done]:
    """Return what predicts a file: its name and its content, the name of the output."""

    def predicted(name: str, content: bytes | str, output: str = "", **asked: Any) -> Done:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        columns = {
            key: asked.pop(key) for key in list(asked) if key in Columns.__dataclass_fields__
        }
        target = tmp_path / (output or f"out.{name}")
        request = Request(
            **{
                "model": model,
                "path": path,
                "output": target,
                "columns": Columns(**columns),
                **asked,
            }
        )
        told = Told()
        return Done(target, predict_file(request, told), told.sentences)

    return predicted
