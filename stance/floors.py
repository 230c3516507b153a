"""Floors: what a model has to beat before its score means anything."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from stance.bench import Bench, Job
from stance.cache import cache_folder
from stance.classifiers import PerTarget, ToneAsStance
from stance.errors import ConfigError, RunError
from stance.evaluation import Predictions
from stance.reports.progress import Progress
from stance.vectorizers import LexiconPolarity, NgramVectorizer, union


@dataclass(frozen=True)
class Floor:
    """A reference every model is held against: what it is, and the estimator for a seed.

    One that `learns` nothing is not shown all rows; one `is_cached` for a corpus and split.
    """

    title: str
    estimator: Callable[[int], Any]
    is_cached: bool = False
    learns: bool = True


def _majority(seed: int) -> Any:  # noqa: ARG001 - it is the same for every seed
    from sklearn.dummy import DummyClassifier

    return DummyClassifier(strategy="prior")


def _majority_per_target(seed: int) -> Any:
    return PerTarget(_majority(seed), unseen="pooled")


def _random(seed: int) -> Any:
    from sklearn.dummy import DummyClassifier

    return DummyClassifier(strategy="stratified", random_state=seed)


def _tone(seed: int) -> Any:  # noqa: ARG001 - it is the same for every seed
    from sklearn.pipeline import make_pipeline

    return make_pipeline(LexiconPolarity(), ToneAsStance())


def _svm(seed: int) -> Any:
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    # The settings never change: scores of years are held against them.
    ngrams = union(
        word=NgramVectorizer(analyzer="word", ngram_range=(1, 2), sublinear_tf=True),
        char=NgramVectorizer(analyzer="char", ngram_range=(2, 5), sublinear_tf=True),
    )
    return make_pipeline(ngrams, LinearSVC(class_weight="balanced", random_state=seed))


FLOORS: Final = {
    "majority": Floor("commonest class", _majority),
    "majority_per_target": Floor("commonest class of the target", _majority_per_target),
    "random": Floor("random, by prevalence", _random),
    "tone": Floor("tone taken for the label", _tone, learns=False),
    "svm": Floor("word and character SVM", _svm, is_cached=True),
}


def floor_predictions(
    bench: Bench, jobs: Sequence[Job], progress: Progress
) -> tuple[dict[str, tuple[str, Predictions]], dict[str, str]]:
    """Return what each floor predicts for the jobs of a run, and why some predict nothing.

    The SVM's predictions are kept in the user's cache folder, by corpus and split: they are the
    same for every model that is held against them.
    """
    predicted: dict[str, tuple[str, Predictions]] = {}
    not_applicable: dict[str, str] = {}
    for name, floor in FLOORS.items():
        progress.step(f"floor: {floor.title}")
        try:
            parts = [_predictions(floor, name, bench, job) for job in jobs]
        except ConfigError as error:
            not_applicable[floor.title] = str(error)
        else:
            predicted[name] = (floor.title, Predictions.concatenate(parts))
    return predicted, not_applicable


def unlearned_predictions(
    bench: Bench, job: Job, predictions: Predictions, progress: Progress
) -> tuple[dict[str, tuple[str, Predictions]], dict[str, str]]:
    """Return what is predicted by guesses and by the tone, and why some predict nothing.

    For a corpus of which no row is left to learn from: each label for every row, labels at
    random, and the floor of `FLOORS` that learns nothing. `predictions` are the model's.
    """
    seed, split = job
    n, k = len(predictions), len(predictions.labels)
    guesses = {label: np.full(n, position) for position, label in enumerate(predictions.labels)}
    predicted: dict[str, tuple[str, Predictions]] = {
        f"always_{label}": (f"always {label}", _guessed(predictions, guess, np.eye(k)[guess]))
        for label, guess in guesses.items()
    }
    at_random = np.random.default_rng(seed).integers(k, size=n)
    title = "random, each label as likely"
    predicted["random"] = title, _guessed(predictions, at_random, np.full((n, k), 1 / k))
    floor = FLOORS["tone"]
    progress.step(f"floor: {floor.title}")
    try:
        predicted["tone"] = floor.title, _fitted_predictions(floor, bench, (seed, split))
    except ConfigError as error:
        return predicted, {floor.title: str(error)}
    return predicted, {}


def _guessed(
    predictions: Predictions,
    guess: npt.NDArray[np.int64],
    probabilities: npt.NDArray[np.float64],
) -> Predictions:
    return replace(predictions, predicted=guess, probabilities=probabilities, margins=None)


def _predictions(floor: Floor, name: str, bench: Bench, job: Job) -> Predictions:
    if not floor.is_cached:
        return _fitted_predictions(floor, bench, job)
    kept = cache_folder() / "floors" / f"{name}-{_key(bench, job)}.parquet"
    if kept.is_file():
        try:
            return Predictions.load(kept, bench.task)
        except RunError:  # cut or altered: computed again, and written over
            pass
    predictions = _fitted_predictions(floor, bench, job)
    _keep(predictions, kept)
    return predictions


def _fitted_predictions(floor: Floor, bench: Bench, job: Job) -> Predictions:
    seed, split = job
    rows = split.train if floor.learns else np.concatenate([split.train, split.test])[:1]
    return bench.predict(bench.fit(floor.estimator(seed), rows, seed), split, seed)


def _key(bench: Bench, job: Job) -> str:
    """Return a name for a corpus, a task, a seed and a split, and the code that predicts."""
    seed, split = job
    about = (version("stance-toolkit"), bench.corpus.fingerprint, bench.task, seed, split.name)
    digest = hashlib.sha256(repr(about).encode())
    digest.update(split.train.tobytes())
    digest.update(split.test.tobytes())
    return digest.hexdigest()[:32]


def _keep(predictions: Predictions, path: Path) -> None:
    """Write predictions whole or not at all; a cache that cannot be written is no cache."""
    partial = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        predictions.save(partial)
        partial.replace(path)
    except OSError:
        with suppress(OSError):
            partial.unlink()
