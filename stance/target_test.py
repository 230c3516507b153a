"""The target test: whether a model reads the target, or only the text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from stance.bench import Bench, Job
from stance.errors import ModelError, StanceError
from stance.evaluation import Predictions
from stance.model import StanceModel
from stance.reports.progress import Progress

if TYPE_CHECKING:
    import pandas as pd

TITLES = {
    "text_only": "learned without targets",
    "target_only": "the target alone",
    "swapped_target": "asked for another target",
    "shuffled_target": "asked for targets at random",
}


def target_predictions(
    bench: Bench,
    jobs: Sequence[Job],
    models: Sequence[StanceModel],
    without_target: Callable[[Job, pd.DataFrame], StanceModel] | None,
    progress: Progress,
) -> tuple[dict[str, tuple[str, Predictions]], dict[str, str]]:
    """Return what the model predicts where the target is hidden or another, and what cannot be.

    Parameters
    ----------
    bench, jobs, models
        Of the run: each job's fitted model.
    without_target
        Gives for a job what the estimator, as one model for all targets, becomes on a frame;
        None where nothing can be learned again.
    """
    frame = bench.corpus.features
    if any(frame["target"].iloc[split.test].nunique() < 2 for _, split in jobs):
        return {}, {"target test": "a split scores examples of one target only"}
    blank = frame.assign(target="", speaker="")

    def text_only(job: Job, model: StanceModel) -> Predictions:  # noqa: ARG001
        if without_target is None:
            raise ModelError("the model is saved, and only its own rows could teach it again")
        seed, split = job
        return bench.predict(without_target(job, blank), split, seed, features=blank)

    def asked_for(
        other: Callable[[pd.Series, int], Any],
    ) -> Callable[[Job, StanceModel], Predictions]:
        def predicted(job: Job, model: StanceModel) -> Predictions:
            seed, split = job
            changed = frame["target"].copy()
            changed.iloc[split.test] = other(changed.iloc[split.test], seed)
            return bench.predict(model, split, seed, features=frame.assign(target=changed))

        return predicted

    ways = {
        "text_only": text_only,
        "swapped_target": asked_for(_swapped),
        "shuffled_target": asked_for(_shuffled),
    }
    predicted: dict[str, tuple[str, Predictions]] = {}
    not_applicable: dict[str, str] = {}
    for name, way in ways.items():
        progress.step(f"target test: {TITLES[name]}")
        try:
            parts = [way(job, model) for job, model in zip(jobs, models, strict=True)]
        except StanceError as error:
            not_applicable[TITLES[name]] = str(error)
        else:
            predicted[name] = (TITLES[name], Predictions.concatenate(parts))
    return predicted, not_applicable


def _swapped(targets: pd.Series, seed: int) -> Any:  # noqa: ARG001
    """Return for each target the next in the alphabet."""
    names = sorted(set(targets))
    following = dict(zip(names, [*names[1:], names[0]], strict=True))
    return targets.map(following).to_numpy()


def _shuffled(targets: pd.Series, seed: int) -> Any:
    """Return the same targets in another order."""
    return np.random.default_rng(seed).permutation(targets.to_numpy())
