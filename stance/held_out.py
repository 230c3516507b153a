"""What is fitted or chosen on rows that a model has not learned from: scaling, and a threshold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from stance.bench import Bench, Job
from stance.corpus import Corpus
from stance.corpus.splits import Grouped, Split, Stratified
from stance.corpus.splits.split import Rows
from stance.errors import ConfigError, CorpusError
from stance.evaluation import Evaluator, Predictions
from stance.evaluation.abstention import Abstention, Threshold, with_abstained
from stance.evaluation.certainty import Certainty
from stance.evaluation.undefined import Floats
from stance.labels import Task
from stance.model import StanceModel
from stance.reports.progress import Progress

if TYPE_CHECKING:
    import pandas as pd

# A calibrator is fitted on two thirds of them at least, with two rows of each class.
_LEAST: Final = 3
_FOLDS: Final = 5
_ALWAYS: Final = Abstention()  # answers


@dataclass(frozen=True, eq=False)
class Fitted:
    """The model of one split.

    Attributes
    ----------
    model
        As it answers: scaled, and with its threshold.
    unscaled
        The same before its probabilities were scaled; None where they were not.
    threshold
        When it abstains, and what that was chosen on; None where it is to answer always.
    """

    model: StanceModel
    unscaled: StanceModel | None = None
    threshold: Threshold | None = None

    def predictions(self, bench: Bench, job: Job) -> Predictions:
        """Return what the model says of the rows a split scores, and where it abstains."""
        seed, split = job
        predictions = bench.predict(self.model, split, seed)
        return with_abstained(predictions, self.threshold) if self.threshold else predictions


@dataclass(frozen=True, eq=False)
class HeldOut:
    """How models are scaled and when they abstain, and on which rows that is found out.

    Attributes
    ----------
    calibration
        An unfitted `CalibratedClassifierCV`, whose ``method`` is taken: ``temperature`` (Guo et
        al. 2017, ICML), ``sigmoid`` (Platt 1999) or ``isotonic`` (Zadrozny & Elkan 2002, KDD).
        None leaves the probabilities as they are.
    abstention
        Which accuracy the answers are to have.
    dev_size
        The share of the rows to learn from that is held out for this. None takes the corpus's own
        dev split. Where rows have groups, whole groups are held out: on tweets that stand in RUW
        once for each target, a model is right for no good reason, and a temperature that was
        fitted with the other half of them learned from raised the log loss from 1.04 to 1.09.
    """

    calibration: Any = None
    abstention: Abstention = _ALWAYS
    dev_size: float | None = None

    @property
    def is_needed(self) -> bool:
        """Whether there is anything to find out."""
        return self.calibration is not None or self.abstention.accuracy is not None

    @property
    def settings(self) -> str:
        """All that scores depend on, as text; "" where nothing is to be found out."""
        return repr(self) if self.is_needed else ""

    def divided(self, corpus: Corpus, task: Task, split: Split, seed: int) -> Split:
        """Return a split with the rows that this is found out on as its dev side.

        They are never among those that are learned from or scored; where a split asks how a model
        does on a new target (or corpus), they are none of that one.

        Raises
        ------
        CorpusError
            Where there are none.
        """
        if not self.is_needed:
            return split
        if self.dev_size is not None:
            part = corpus.take(split.train)
            splitter = (Grouped if any(part["group"]) else Stratified)(self.dev_size, within=None)
            (inner,) = splitter.split(part, task, seed=seed)
            return replace(split, train=split.train[inner.train], dev=split.train[inner.test])
        rows = np.flatnonzero((corpus["split"] == "dev") & corpus.labelled(task))
        dev = np.setdiff1d(rows, np.concatenate([split.train, split.test]))
        why = "learned from or scored" if len(rows) else "not there"
        if split.across and len(dev):
            column = corpus[split.across]
            dev = dev[np.isin(column[dev], list(set(column[split.train])))]
            why = f"scored, or of a {split.across} that is not learned from"
        if not len(dev):
            raise CorpusError(
                f"calibration and abstention.accuracy are found out on the dev rows of corpus "
                f"{corpus.name}, which are {why} in the split {split.name!r}; hold out a share of "
                "the rows to learn from with dev_size=0.2"
            )
        return replace(split, dev=dev)

    def fitted(
        self, bench: Bench, estimator: Any, job: Job, features: pd.DataFrame | None = None
    ) -> Fitted:
        """Return the model an estimator becomes on a split's rows; `features` as in `Bench`."""
        seed, split = job
        model = bench.fit(estimator, split.train, seed, features)
        if not self.is_needed:
            return Fitted(model)
        frame = (bench.corpus.features if features is None else features).iloc[split.dev]
        labels = bench.corpus[bench.task][split.dev]
        _check_dev(model, labels, bench.corpus[bench.task][split.train])
        answering = model if self.calibration is None else self.scaled(model, frame, labels)
        if not hasattr(answering, "predict_proba"):
            raise ConfigError(
                "abstention.accuracy needs probabilities, and this classifier gives none; add "
                "calibration=temperature, which makes them from margins"
            )
        threshold = None
        if self.abstention.accuracy is not None:
            threshold = self.abstention.threshold(*self._answers(model, frame, labels, seed))
            answering = _with_threshold(answering, threshold)
        return Fitted(answering, None if self.calibration is None else model, threshold)

    def scaled(
        self, model: StanceModel, frame: pd.DataFrame, labels: npt.NDArray[np.object_]
    ) -> StanceModel:
        """Return a model whose probabilities were scaled on some rows."""
        from sklearn.base import clone
        from sklearn.frozen import FrozenEstimator

        if not (hasattr(model, "predict_proba") or hasattr(model, "decision_function")):
            raise ConfigError(
                "calibration needs probabilities or margins to scale, and this classifier gives "
                "neither; take calibration=none"
            )
        # The model is fitted: into how many folds the rows fall changes nothing, and two ask for
        # the fewest rows of a class.
        scaling = clone(self.calibration).set_params(
            estimator=FrozenEstimator(model.estimator_), cv=2
        )
        scaling.fit(frame, labels)
        about = {"method": self.calibration.method, "n_dev": len(labels)}
        details = {**model.details, "calibration": about}
        return StanceModel.of(scaling, model.task, model.targets, details)

    def _answers(
        self, model: StanceModel, frame: pd.DataFrame, labels: npt.NDArray[np.object_], seed: int
    ) -> tuple[Floats, npt.NDArray[np.bool_]]:
        """Return how sure of each row a model is, and whether it is right.

        No row is scaled by a calibrator that was fitted on it: that would flatter the model, with
        ``isotonic`` by much.
        """
        confidence, right = np.empty(len(labels)), np.empty(len(labels), dtype=bool)
        names = np.array(model.labels, dtype=object)
        for fitted_on, asked in self._folds(labels, seed):
            asking = model
            if self.calibration is not None:
                asking = self.scaled(model, frame.iloc[fitted_on], labels[fitted_on])
            scores = asking.score(frame.iloc[asked])
            confidence[asked] = np.max(scores.probabilities, axis=1)  # type: ignore[arg-type]
            right[asked] = names[scores.predicted] == labels[asked]
        return confidence, right

    def _folds(self, labels: npt.NDArray[np.object_], seed: int) -> Iterator[tuple[Rows, Rows]]:
        from sklearn.model_selection import StratifiedKFold

        if self.calibration is None:
            yield np.empty(0, dtype=np.int64), np.arange(len(labels))
            return
        fewest = min(Counter(labels.tolist()).values())
        folds = StratifiedKFold(min(_FOLDS, fewest), shuffle=True, random_state=seed)
        yield from folds.split(labels, labels)

    def fitted_all(
        self,
        bench: Bench,
        jobs: Sequence[Job],
        estimator: Callable[[int], Any],
        progress: Progress,
    ) -> Iterator[Fitted]:
        """Yield each job's model; `estimator` gives the unfitted one for a seed."""
        for seed, split in jobs:
            progress.step(
                f"{split.name}, seed {seed}: {len(split.train):,} to learn from, "
                f"{len(split.test):,} to score"
            )
            yield self.fitted(bench, estimator(seed), (seed, split))

    def to_keep(
        self,
        bench: Bench,
        jobs: Sequence[Job],
        fitted: Sequence[Fitted],
        estimator: Callable[[int], Any],
        progress: Progress,
    ) -> StanceModel:
        """Return the model that was scored; after cross-validation one fitted on all its rows."""
        seed = jobs[0][0]
        splits = [split for other, split in jobs if other == seed]
        if len(splits) == 1:
            return fitted[0].model
        sides = [side for split in splits for side in (split.train, split.dev, split.test)]
        rows = np.unique(np.concatenate(sides))
        progress.step(f"one model on all {len(rows):,} examples")
        whole = Split("all", rows, np.empty(0, dtype=np.int64))
        if self.dev_size is None:  # the corpus's own dev rows, which are in no fold
            dev = np.unique(np.concatenate([split.dev for split in splits]))
            whole = replace(whole, train=np.setdiff1d(rows, dev), dev=dev)
        else:
            whole = self.divided(bench.corpus, bench.task, whole, seed)
        return self.fitted(bench, estimator(seed), (seed, whole)).model

    def certainty(
        self,
        bench: Bench,
        jobs: Sequence[Job],
        fitted: Sequence[Fitted],
        predictions: Predictions,
        evaluator: Evaluator,
    ) -> Certainty:
        """Return how far the models' `predictions` can be believed."""
        unscaled = [
            bench.predict(one.unscaled, split, seed)
            for one, (seed, split) in zip(fitted, jobs, strict=True)
            if one.unscaled is not None
        ]
        return Certainty.of(
            predictions,
            evaluator,
            method=None if self.calibration is None else self.calibration.method,
            n_dev=[len(split.dev) for _, split in jobs] if self.is_needed else (),
            unscaled=Predictions.concatenate(unscaled) if unscaled else None,
            wanted=self.abstention,
            thresholds=[one.threshold for one in fitted if one.threshold is not None],
        )


def is_calibration(value: Any) -> bool:
    """Tell whether a value can be `HeldOut.calibration`."""
    from sklearn.calibration import CalibratedClassifierCV

    return value is None or isinstance(value, CalibratedClassifierCV)


def _with_threshold(model: StanceModel, threshold: Threshold) -> StanceModel:
    """Return a model that abstains below a threshold, and knows what that was chosen on."""
    least = threshold.probability
    thresholds = None if least is None else {"probability": least}
    details = {**model.details, "abstention": asdict(threshold)}
    return StanceModel.of(model.estimator_, model.task, model.targets, details, thresholds)


def _check_dev(
    model: StanceModel, labels: npt.NDArray[np.object_], learned: npt.NDArray[np.object_]
) -> None:
    """Refuse rows that do not tell enough of each class."""
    counts = Counter(labels.tolist())
    if strange := sorted(set(counts) - set(model.classes_)):
        raise CorpusError(
            f"the dev rows have the label {strange[0]!r}, which no row to learn from has; hold "
            "out other ones with dev_size=0.2"
        )
    for label in model.classes_:
        if counts[label] < _LEAST:
            # Of so few rows to learn from, half would not be enough either.
            n_learned = np.count_nonzero(learned == label)
            more = "hold out more rows with dev_size=0.3, or " if n_learned > 3 * _LEAST else ""
            raise CorpusError(
                f"the dev rows have {counts[label]} of the label {label!r}, wanted {_LEAST} or "
                f"more of each to calibrate or abstain by; {more}take calibration=none and "
                "abstention.accuracy=null"
            )
