"""Whether intervals of calibration hold the truth, promises are kept, and scaling helps.

    python benchmarks/calibration.py coverage [--repeats 1000] [--resamples 500]
    python benchmarks/calibration.py promises [--repeats 2000]
    python benchmarks/calibration.py scaling [--seeds 5] [--corpus RUW]

``coverage`` draws test sets from models whose calibration is known, and prints how often 95 %
intervals of ECE and of the parts of the Brier score hold the true value (wanted: 93 % or more),
beside plain percentile intervals of ECE. ``promises`` prints how often a threshold that was
chosen with 95 % confidence breaks its promise (wanted: at most 5 %), and what share it answers
beside the best possible. ``scaling`` fits the n-gram SVM, the random forest and logistic
regression on SemEval-2016, RUW and the shipped corpus, scales them on dev rows, and prints the
log loss and ECE of rows that were held out from both. Needs the published data (STANCE_DATA).
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from stance.bench import Bench
from stance.corpus import Corpus
from stance.corpus.benchmarks import load_ruw, load_semeval2016
from stance.corpus.nato_russia import load_nato_russia
from stance.corpus.splits import Given, Split
from stance.evaluation import Evaluator, Predictions, Sample
from stance.evaluation.abstention import Abstention
from stance.evaluation.brier_parts import BrierPart
from stance.evaluation.calibration import as_probabilities
from stance.evaluation.intervals import percentile_bounds, resample_weights, two_sided_bounds
from stance.evaluation.metrics import ECE, ClasswiseECE, LogLoss, Metric
from stance.held_out import HeldOut

Floats = npt.NDArray[np.float64]

DATA = Path(os.environ.get("STANCE_DATA", Path(__file__).parents[2] / "shared" / "data"))
SCORED: dict[str, Any] = {
    "ECE": ECE(),
    "classwise ECE": ClasswiseECE(),
    "reliability": BrierPart("reliability"),
    "resolution": BrierPart("resolution"),
    "uncertainty": BrierPart("uncertainty"),
}


def _flattened(p: Floats) -> Floats:
    return (p + 1 / 3) / 2


def _sharpened(p: Floats) -> Floats:
    return np.asarray(p**2 / (p**2).sum(axis=1, keepdims=True))


def _flattened_at_the_top(p: Floats) -> Floats:
    return np.where(p.max(axis=1, keepdims=True) > 0.6, _flattened(p), p)


# What the truth makes of the probabilities of a model, and how they are spread.
MODELS: dict[str, tuple[Callable[[Floats], Floats], float]] = {
    "perfectly calibrated": (lambda p: p, 2.0),
    "the same, mostly sure": (lambda p: p, 0.3),
    "over-confident": (_flattened, 2.0),
    "under-confident": (_sharpened, 2.0),
    "wrong where it is sure": (_flattened_at_the_top, 2.0),
}


def predictions(p: Floats, gold: npt.NDArray[np.int64]) -> Predictions:
    """Return what a model with these probabilities says of rows."""
    blank = np.full(len(p), "", dtype=object)
    return Predictions(
        "stance", blank, blank, gold, p.argmax(axis=1), blank, np.zeros(len(p), dtype=int), p
    )


def drawn(rng: np.random.Generator, n: int, model: str) -> Predictions:
    """Return n rows whose gold labels are drawn by what the truth makes of the probabilities."""
    truth, spread = MODELS[model]
    p = rng.dirichlet([spread] * 3, size=n)
    gold = (rng.random(n)[:, np.newaxis] > truth(p).cumsum(axis=1)).sum(axis=1)
    return predictions(p, np.minimum(gold, 2))


def true_scores(model: str) -> dict[str, float]:
    """Return the scores of a model on very many rows, whose labels are not drawn at all."""
    sample = Sample.whole(drawn(np.random.default_rng(9), 400_000, model))
    scores = {name: float(metric.score(sample)[0]) for name, metric in SCORED.items()}
    calibrated = dict.fromkeys(("ECE", "classwise ECE", "reliability"), 0.0)
    return scores | (calibrated if "calibrated" in model or "the same" in model else {})


def coverage(repeats: int, n_resamples: int) -> None:
    """Print how often intervals hold the true score."""
    print(
        f"{repeats:,} test sets each, {n_resamples:,} resamples; % of 95 % intervals that hold it"
    )
    for model in MODELS:
        true = true_scores(model)
        for n in (65, 250, 1249):
            rng = np.random.default_rng(1)
            held = dict.fromkeys(["percentile ECE", *SCORED], 0)
            mean = 0.0
            for _ in range(repeats):
                rows = drawn(rng, n, model)
                sample = Sample(rows, resample_weights(n, n_resamples, rng))
                mean += float(ECE().score(Sample.whole(rows))[0]) / repeats
                for name, metric in SCORED.items():
                    lower, upper = (end[np.newaxis] for end in metric.bounds(sample))
                    (low,), (high,) = two_sided_bounds(lower, upper, metric.least, 0.95)
                    held[name] += low <= true[name] <= high
                (low,), (high,) = percentile_bounds(ECE().score(sample)[np.newaxis], 0.95)
                held["percentile ECE"] += low <= true["ECE"] <= high
            shares = "  ".join(f"{name} {100 * hits / repeats:.1f}" for name, hits in held.items())
            print(
                f"  {model:22} n = {n:5}  ECE {true['ECE']:.3f}, found {mean:.3f}  {shares}",
                flush=True,
            )


def promises(repeats: int) -> None:
    """Print how often an accuracy that was promised is not had, and what is answered."""
    print(f"{repeats:,} dev sets each; wanted accuracy promised with confidence 0.95")
    for model in ("perfectly calibrated", "under-confident", "the same, mostly sure"):
        many = drawn(np.random.default_rng(9), 400_000, model)
        sure, right = many.probabilities.max(axis=1), many.predicted == many.gold
        order = np.argsort(-sure)
        accuracy = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
        for n in (150, 400, 1000):
            for wanted in (0.6, 0.7, 0.8):
                best = np.flatnonzero(accuracy >= wanted).max(initial=-1) + 1
                rng, broken, answered, none = np.random.default_rng(1), 0, 0.0, 0
                for _ in range(repeats):
                    dev = drawn(rng, n, model)
                    found = Abstention(wanted).threshold(
                        dev.probabilities.max(axis=1), dev.predicted == dev.gold
                    )
                    if found.probability is None:
                        none += 1
                        continue
                    n_kept = np.searchsorted(-sure[order], -found.probability, side="right")
                    answered += n_kept / len(order)
                    broken += accuracy[n_kept - 1] < wanted - 1e-3
                print(
                    f"  {model:22} n = {n:4} wanted {wanted}: broken {broken / repeats:6.1%}  "
                    f"answered {answered / repeats:.3f} of at most {best / len(order):.3f}  "
                    f"no threshold in {none / repeats:.0%}",
                    flush=True,
                )


def settings() -> Iterator[tuple[str, Corpus, Callable[[int], Split]]]:
    """Yield corpora, each with a train, dev and test side for a seed."""

    def held_out(corpus: Corpus, test: str, dev_size: float | None) -> Callable[[int], Split]:
        # Any calibration: what is held out does not depend on it. Groups stay whole.
        way = HeldOut(calibration="any", dev_size=dev_size)

        def split(seed: int) -> Split:
            (given,) = Given(test=test).split(corpus, "stance", seed=seed)
            return way.divided(corpus, "stance", given, seed)

        return split

    semeval, ruw = (
        load(DATA / folder)
        for load, folder in ((load_semeval2016, "semeval2016_task6"), (load_ruw, "ruw"))
    )
    yield "SemEval-2016, test", semeval, held_out(semeval, "test", 0.2)
    yield "RUW, dev", ruw, held_out(ruw, "dev", 0.2)
    shipped = load_nato_russia()
    yield "NATO and Russia, test", shipped, held_out(shipped, "test", None)


def models(seed: int) -> dict[str, Any]:
    """Return unfitted models by name."""
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    from stance.vectorizers import NgramVectorizer, union

    def pipeline(classifier: Any) -> Any:
        word = NgramVectorizer(analyzer="word", ngram_range=(1, 2), sublinear_tf=True)
        char = NgramVectorizer(analyzer="char", ngram_range=(2, 5), sublinear_tf=True)
        return make_pipeline(union(word=word, char=char), classifier)

    forest = RandomForestClassifier(
        300, min_samples_leaf=2, class_weight="balanced", random_state=seed
    )
    return {
        "n-gram SVM": pipeline(LinearSVC(class_weight="balanced", random_state=seed)),
        # On words alone: with characters it takes ten times as long.
        "random forest": make_pipeline(NgramVectorizer(ngram_range=(1, 2)), forest),
        "logistic regression": pipeline(LogisticRegression(class_weight="balanced", max_iter=1000)),
    }


def scaling(n_seeds: int, corpora: str) -> None:
    """Print log loss and ECE before and after scaling; one interval is of the difference."""
    from sklearn.calibration import CalibratedClassifierCV

    print(f"means of {n_seeds} seeds, which divide train and dev; before: softmax of margins")
    for name, corpus, split_of in settings():
        if not name.startswith(corpora):
            continue
        bench = Bench(corpus, "stance")
        found: dict[tuple[str, str], list[tuple[float, float]]] = {}
        sizes = ""
        for seed in range(n_seeds):
            split = split_of(seed)
            sizes = f"train {len(split.train):,}, dev {len(split.dev):,}, n = {len(split.test):,}"
            for model, estimator in models(seed).items():
                fitted = bench.fit(estimator, split.train, seed)
                said = as_probabilities(bench.predict(fitted, split, seed))
                found.setdefault((model, "before"), []).append(scores_of(said))
                for method in ("temperature", "sigmoid", "isotonic"):
                    held_out = HeldOut(CalibratedClassifierCV(method=method))
                    frame = corpus.features.iloc[split.dev]
                    scaled = held_out.scaled(fitted, frame, corpus["stance"][split.dev])
                    said = bench.predict(scaled, split, seed)
                    found.setdefault((model, method), []).append(scores_of(said))
        print(f"{name} ({sizes})")
        for (model, method), values in found.items():
            log_loss, ece = np.mean(values, axis=0)
            before = np.array(found[model, "before"])[:, 0]
            lower = np.sum(np.array(values)[:, 0] < before)
            told = "" if method == "before" else f"  log loss lower in {lower} of {n_seeds}"
            print(
                f"  {model:20} {method:12} log loss {log_loss:.4f}  ECE {ece:.4f}{told}", flush=True
            )


def scores_of(rows: Predictions) -> tuple[float, float]:
    """Return log loss and ECE."""
    chosen: dict[str, Metric] = {"log_loss": LogLoss(), "ece": ECE()}
    found = Evaluator(chosen, n_resamples=0).evaluate(rows).metrics
    return found["log_loss"].value, found["ece"].value


def main() -> None:
    """Print what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["coverage", "promises", "scaling"])
    parser.add_argument("--repeats", type=int, default=1000)
    parser.add_argument("--resamples", type=int, default=500)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--corpus", default="", help="how the name of the only one begins")
    options = parser.parse_args()
    start = time.perf_counter()
    if options.what == "coverage":
        coverage(options.repeats, options.resamples)
    elif options.what == "promises":
        promises(options.repeats)
    else:
        scaling(options.seeds, options.corpus)
    print(f"{time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    # Products of matrices this small take longer on several threads.
    with threadpool_limits(1):
        main()
