"""The learning curve: how the score grows with the rows that are learned from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import numpy as np

from stance.bench import Bench, Job
from stance.errors import ConfigError, ModelError
from stance.evaluation import Evaluator, Interval
from stance.reports.progress import Progress

SHARES: Final = (0.1, 0.2, 0.4, 0.6, 0.8, 1.0)


def learning_curve(
    bench: Bench,
    job: Job,
    shares: Sequence[float],
    estimator: Callable[[int], Any],
    evaluator: Evaluator,
    metric: str,
    progress: Progress,
) -> Iterator[tuple[int, Interval]]:
    """Yield a metric's score after learning from growing shares of a job's training rows.

    `estimator` gives the unfitted model for a seed. A share from which it cannot learn, or not
    about every target, is left out, and told.
    """
    seed, split = job
    # Prefixes of one shuffle, so that each point learns from the one before and more.
    shuffled = np.random.default_rng(seed).permutation(split.train)
    for share in shares:
        n = round(share * len(shuffled))
        progress.step(f"learning curve: {n:,} to learn from")
        try:
            model = bench.fit(estimator(seed), np.sort(shuffled[:n]), seed)
            predictions = bench.predict(model, split, seed)
        except (ConfigError, ModelError) as error:
            progress.step(f"left out of the learning curve: {error}")
        else:
            yield n, evaluator.evaluate(predictions).metrics[metric]
