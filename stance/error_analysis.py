"""Where the models of an experiment err: on what was scored, and on behavioural tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from stance.behaviour import Behaviour, find_capabilities, try_cases
from stance.bench import Bench, Job
from stance.errors import ModelError
from stance.evaluation import Predictions
from stance.evaluation.errors import Error, ErrorAnalysis, Push
from stance.model import StanceModel
from stance.reports.progress import Progress

_MOST_PUSHES: Final = 10


def shipped_behaviour(model: StanceModel, progress: Progress) -> Behaviour:
    """Return how a model does on the behavioural tests that travel with the toolkit."""
    progress.step("behavioural tests")
    return Behaviour.of(try_cases(model, find_capabilities()))


def analyse_errors(
    bench: Bench,
    jobs: Sequence[Job],
    models: Sequence[StanceModel],
    predictions: Predictions,
    progress: Progress,
) -> ErrorAnalysis:
    """Return where predictions are wrong; `models` are those that made them, one a job.

    Linear models tell which n-grams pushed them; of the others the progress tells why not.
    """
    corpus = bench.corpus
    row = {key: number for number, key in enumerate(corpus["id"])}
    text, speaker = corpus["text"], corpus["speaker"]
    analysis = ErrorAnalysis.of(predictions, {key: text[n] for key, n in row.items()})
    model_of = {
        (split.name, seed): model for (seed, split), model in zip(jobs, models, strict=True)
    }

    def pushes(error: Error) -> list[Push]:
        return _pushes(model_of[error.fold, error.seed], error, speaker[row[error.id]])

    try:
        return analysis.explained(pushes)
    except ModelError as reason:
        progress.step(f"errors are not explained: {reason}")
        return analysis


def _pushes(model: StanceModel, error: Error, speaker: str) -> list[Push]:
    """Return what adds most to the predicted label's margin over the right one's, or takes."""
    why = model.explain(error.text, error.target, speaker)
    by_label = dict(zip(why.labels, why.contributions, strict=True))
    # The right label may be one that no training row had.
    added = by_label[error.predicted] - by_label.get(error.gold, 0.0)
    strongest = np.argsort(-np.abs(added), kind="stable")[:_MOST_PUSHES]
    return [(why.features[k], float(added[k])) for k in strongest if added[k]]
