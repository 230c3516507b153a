"""Sentences on what an evaluation could not score, left out, or scored on little."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt

from stance.errors import first_of
from stance.evaluation.metrics.base import Metric
from stance.evaluation.predictions import Predictions
from stance.evaluation.sample import NoScoreError, Sample
from stance.evaluation.scores import Scores

_SHOWN = 10


def notes_on(
    predictions: Predictions,
    metrics: Mapping[str, Metric],
    targets: tuple[str, ...],
    values: Scores,
    resampled: Scores,
) -> tuple[str, ...]:
    """Return one sentence for each gap in the scores: `values`, and their resamples."""
    sample = Sample.whole(predictions)
    counts = sample.confusion.by_target[0]
    return (
        *_metrics_without_value(sample, metrics, values),
        *_classes(counts.sum(axis=0), predictions.labels),
        *_targets(counts.sum(axis=-1), predictions, targets),
        *_resamples(metrics, values, resampled),
    )


def _metrics_without_value(
    sample: Sample, metrics: Mapping[str, Metric], values: Scores
) -> Iterator[str]:
    titles_by_reason: dict[str, list[str]] = {}
    for name, metric in metrics.items():
        if not np.isnan(values["metric", name][0]):
            continue
        reason = "it is undefined on these rows"
        try:
            metric.score(sample)
        except NoScoreError as error:
            reason = str(error)
        titles_by_reason.setdefault(reason, []).append(metric.title)
    for reason, titles in titles_by_reason.items():
        yield f"No value of {', '.join(titles)}: {reason}."


def _classes(counts: npt.NDArray[np.float64], labels: tuple[str, ...]) -> Iterator[str]:
    for label, gold, predicted in zip(labels, counts.sum(1), counts.sum(0), strict=True):
        if not gold:
            yield f"No example is {label}: the class has no scores and is left out of the means."
        elif not predicted:
            yield f"{label} is never predicted: it has no precision, and its F1 is 0."


def _targets(
    gold: npt.NDArray[np.float64], predictions: Predictions, targets: tuple[str, ...]
) -> Iterator[str]:
    """Tell of targets without a class that others have; `gold` has shape (T, K)."""
    missing = (gold == 0) & (gold.sum(axis=0) > 0)
    lacking = [
        f"{predictions.targets[t] or '(none)'} ({predictions.labels[k]})"
        for t, k in np.argwhere(missing)
    ]
    if lacking:
        yield (
            "A target's means leave out a class that it has no example of: "
            f"{first_of(lacking, most=_SHOWN)}."
        )
    if len(targets) < len(predictions.targets):
        yield (
            f"Only the {len(targets):,} most frequent of {len(predictions.targets):,} targets have "
            "scores of their own (evaluation.max_targets); the other scores are on all of them."
        )


def _resamples(metrics: Mapping[str, Metric], values: Scores, resampled: Scores) -> Iterator[str]:
    named: dict[tuple[str, ...], str] = {
        ("metric", name): metric.title for name, metric in metrics.items()
    }
    named |= {key: f"F1 of {key[1]}" for key in values if key[0] == "class" and key[2] == "f1"}
    for key, title in named.items():
        undefined = int(np.isnan(resampled[key]).sum()) if resampled else 0
        if undefined and not np.isnan(values[key][0]):
            yield (
                f"{title} has no value in {undefined:,} of {len(resampled[key]):,} resamples, "
                "which its interval leaves out."
            )
