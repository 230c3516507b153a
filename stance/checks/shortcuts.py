"""ST004: whether labels can be told without reading the sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, ClassVar, Final

import numpy as np
import numpy.typing as npt

from stance.checks.base import Evidence, Finding, Severity
from stance.checks.subject import Subject
from stance.corpus.splits import Split
from stance.evaluation import Confusion, Predictions
from stance.evaluation.metrics import MacroF1
from stance.evaluation.significance import compare_systems
from stance.labels import LABELS

# Column -> what the baseline that reads nothing else is called.
_COLUMNS: Final = {
    "target": "target only",
    "speaker": "speaker only",
    "genre": "genre only",
    "source": "source only",
}
_MAJORITY: Final = "commonest class"
_SPEAKER_WORDS: Final = "words of the speaker's name"
_LENGTH: Final = "length only"
_TEN_WORDS: Final = "ten words"
_N_WORDS: Final = 10
_N_LENGTHS: Final = 5
_METRIC: Final = "macro_f1"
_ALPHA: Final = 0.05
_N_SHUFFLES: Final = 1000

Strings = npt.NDArray[np.object_]
# Training and test rows of a split -> predicted labels of the test rows.
Baseline = Callable[[Split], Strings]


@dataclass(frozen=True)
class Shortcuts:
    """Baselines that see all but the sentence stay near the commonest class.

    Each baseline learns, on the training rows, the commonest label of every value it sees (a
    target, a speaker, a genre, a source, a fifth of the lengths); a value it never saw gets the
    commonest label of all. One that scores well on other rows shows that a model need not read.
    Poliak et al. (2018), "Hypothesis only baselines in natural language inference" (*SEM),
    and Gururangan et al. (2018), "Annotation artifacts", found data sets wanting in this way.

    A baseline tells labels where it is more than `margin` above the commonest class and beyond
    chance: above the 1 - 0.05 / b quantile (b baselines decide; Bonferroni) of what its own
    predictions score in 1,000 random orders of the scored rows. The commonest class alone is no
    yardstick, for it has F1 in one class only: with three balanced classes it has 1/6, and
    answers spread over the classes reach 1/3 by chance, on labels that depend on nothing.

    Two more see words, are shown beside the others and decide nothing: a logistic regression
    on the words of the speaker's name, and one on whether the text has each of the ten words
    most dependent on the label (chi-squared, training rows).

    Parameters
    ----------
    margin
        By how much of macro-F1 a baseline may beat the commonest class.
    n_resamples
        For the intervals.
    """

    code: ClassVar[str] = "ST004"
    title: ClassVar[str] = "Labels can be told without the sentence"
    severity: ClassVar[Severity] = Severity.WARNING
    explanation: ClassVar[str] = (
        "A model may score well by who speaks, of what, where and at what length, and fail on "
        "text whose labels fall otherwise."
    )
    remedy: ClassVar[str] = (
        "Balance the classes within each value, or report the score beside this baseline."
    )

    is_costly: ClassVar[bool] = True

    margin: float = 0.08
    n_resamples: int = 1000

    def look(self, subject: Subject) -> Finding:
        """Fit and score the baselines."""
        predicted = {name: _predict(subject, baseline) for name, baseline in _baselines(subject)}
        comparison = compare_systems(
            predicted, {_METRIC: MacroF1()}, n_resamples=self.n_resamples, confidence=0.95, seed=0
        )
        scores = comparison.intervals(_METRIC)
        floor = scores[_MAJORITY].value
        above = {name: score.value - floor for name, score in scores.items() if name != _MAJORITY}
        where = ", ".join(dict.fromkeys(split.name for split in subject.splits))
        evidence = Evidence(
            ("baseline", f"macro-F1 on {where}", f"above {_MAJORITY}"),
            [
                (name, score, f"{above[name]:+.3f}" if name in above else "")
                for name, score in scores.items()
            ],
        )
        told = {n: by for n, by in above.items() if n not in (_SPEAKER_WORDS, _TEN_WORDS)}
        # Chance matters only to what is above the margin.
        chance = {
            n: _chance(predicted[n], 1 - _ALPHA / len(told)) for n in told if told[n] > self.margin
        }
        beyond = [n for n, by_chance in chance.items() if by_chance is not None]
        name = max(beyond or told, key=told.__getitem__)
        most = told[name]
        if beyond:
            return Finding.issue(
                f"{name} scores {floor + most:.3f} macro-F1 on {where}, {most:.3f} above the "
                f"commonest class; {self.margin} is allowed, and chance reaches {chance[name]:.3f}",
                evidence,
            )
        within = ", which its predictions in random order reach too" if name in chance else ""
        return Finding.passed(
            f"no baseline that sees all but the sentence is more than {self.margin} macro-F1 above "
            f"the commonest class and beyond chance; {name} comes closest with {most:+.3f}{within}",
            evidence,
        )


def _chance(predictions: Predictions, level: float) -> float | None:
    """Return what the predictions score by chance at most, None where they are within it.

    Chance is the quantile at `level` of the scores of the same predictions in random orders.
    """
    rng = np.random.default_rng(0)
    k = len(predictions.labels)
    gold, predicted = k * predictions.gold, predictions.predicted
    orders = chain([predicted], (rng.permutation(predicted) for _ in range(_N_SHUFFLES)))
    counts = np.array([np.bincount(gold + order, minlength=k * k) for order in orders])
    scores = MacroF1().of_counts(Confusion(counts.reshape(-1, 1, k, k), predictions.labels))
    # A score between two that were met would call some ties beyond chance.
    reached = float(np.quantile(scores[1:], level, method="higher"))
    return reached if scores[0] > reached else None


def _predict(subject: Subject, baseline: Baseline) -> Predictions:
    corpus, task = subject.corpus, subject.task
    position = {label: k for k, label in enumerate(LABELS[task])}

    def numbers(labels: Strings) -> npt.NDArray[np.int64]:
        return np.array([position[label] for label in labels], dtype=np.int64)

    return Predictions.concatenate(
        [
            Predictions(
                task,
                corpus["id"][split.test],
                corpus["target"][split.test],
                numbers(corpus[task][split.test]),
                numbers(baseline(split)),
                np.full(len(split.test), split.name, dtype=object),
                np.zeros(len(split.test), dtype=np.int64),
            )
            for split in subject.splits
        ]
    )


def _baselines(subject: Subject) -> Iterator[tuple[str, Baseline]]:
    corpus = subject.corpus
    labels = corpus[subject.task]
    yield _MAJORITY, _commonest(np.full(len(corpus), "", dtype=object), labels)
    for column, name in _COLUMNS.items():
        if column in corpus.table.column_names and len(set(corpus[column])) > 1:
            yield name, _commonest(corpus[column], labels)
    lengths = np.array([len(text) for text in corpus["text"]])
    yield _LENGTH, lambda split: _commonest(_fifths(lengths, split), labels)(split)
    if any(corpus["speaker"]):
        yield _SPEAKER_WORDS, _words(corpus["speaker"], labels, n_words=None)
    yield _TEN_WORDS, _words(corpus["text"], labels, n_words=_N_WORDS)


def _fifths(lengths: npt.NDArray[np.int64], split: Split) -> Strings:
    """Return in which fifth of the training lengths each row's length lies."""
    bounds = np.quantile(lengths[split.train], np.arange(1, _N_LENGTHS) / _N_LENGTHS)
    return np.searchsorted(bounds, lengths).astype(object)


def _commonest(values: Strings, labels: Strings) -> Baseline:
    """Return the baseline that answers with the commonest training label of each value."""

    def predict(split: Split) -> Strings:
        counts: dict[Any, dict[str, int]] = {}
        for value, label in zip(values[split.train], labels[split.train], strict=True):
            of_value = counts.setdefault(value, {})
            of_value[label] = of_value.get(label, 0) + 1
        # Ties go to the label first in sorted order, whatever the order of the rows.
        best = {value: max(sorted(of), key=of.__getitem__) for value, of in counts.items()}
        known, times = np.unique(labels[split.train].astype(str), return_counts=True)
        overall = known[times.argmax()]
        return np.array([best.get(value, overall) for value in values[split.test]], dtype=object)

    return predict


def _words(texts: Strings, labels: Strings, *, n_words: int | None) -> Baseline:
    """Return a logistic regression on which words a text has: all, or the most telling.

    Where there is nothing to learn, no word or one label, it is the commonest class.
    """

    def predict(split: Split) -> Strings:
        from sklearn.feature_extraction.text import CountVectorizer
        from sklearn.feature_selection import SelectKBest, chi2
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline

        without_words = _commonest(np.full(len(texts), "", dtype=object), labels)
        has_no_word = not any(re.search(r"\w", text) for text in texts[split.train])
        if has_no_word or len(set(labels[split.train])) < 2:
            return without_words(split)
        vectorizer = CountVectorizer(binary=True, token_pattern=r"\w+")  # noqa: S106 - a regex
        has_word = vectorizer.fit_transform(texts[split.train])
        selected = SelectKBest(chi2, k=min(n_words or has_word.shape[1], has_word.shape[1]))
        model = make_pipeline(selected, LogisticRegression(max_iter=1000))
        model.fit(has_word, labels[split.train])
        told = model.predict(vectorizer.transform(texts[split.test]))
        return np.asarray(told, dtype=object)

    return predict
