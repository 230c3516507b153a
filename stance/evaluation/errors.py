"""`ErrorAnalysis`: where a model errs: rates by what is known of the examples, and the worst."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isnan
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

from stance.errors import RunError
from stance.evaluation.intervals import Interval
from stance.evaluation.predictions import Predictions
from stance.evaluation.proportion import wilson
from stance.evaluation.slices import values_of

ERRORS: Final = "errors.csv"
RATES: Final = "error_rates.csv"

_FIFTHS: Final = np.arange(1, 5) / 5
# A group is what examples are kept together by, not what they are like.
_NO_FACET: Final = "group"

# What speaks for the predicted label (more than 0) or for the right one, strongest first.
Push = tuple[str, float]


@dataclass(frozen=True)
class ErrorRate:
    """How often a model errs on the examples that have one thing in common.

    Attributes
    ----------
    by, value
        What they have in common: ``by="target"``, ``value="NATO"``.
    n
        How many they are.
    rate
        The share that is wrong, with its 95 % Wilson interval. An example that was scored
        several times, by the models of several seeds or folds, counts once, by its share.
    """

    by: str
    value: str
    n: int
    rate: Interval


@dataclass(frozen=True)
class Error:
    """An example that was predicted wrongly.

    Attributes
    ----------
    id, text, target, gold, predicted
        What was asked, what is right, and what the model said.
    confidence
        The probability of the predicted label; of a model with margins, by how much it is ahead;
        nan where there is neither. Where several models erred, of the surest of them.
    n_wrong, n_scored
        How many of the models that scored the example erred.
    fold, seed
        Which model it was.
    facets
        What else is known of the example, in words.
    pushes
        The n-grams, or other features, that pushed the decision, with how much each adds to the
        predicted label's margin over the right one's. Empty where the model was not explained.
    """

    id: str
    text: str
    target: str
    gold: str
    predicted: str
    confidence: float
    n_wrong: int
    n_scored: int
    fold: str
    seed: int
    facets: Mapping[str, str]
    pushes: tuple[Push, ...] = ()


@dataclass(frozen=True)
class ErrorAnalysis:
    """Where a model errs.

    Attributes
    ----------
    rates
        First of all examples; then by length (fifths, in characters), target, right label, and
        every facet but the group, where it has several values. A list such as the phenomena
        counts for each of its values.
    errors
        The surest first.
    """

    rates: tuple[ErrorRate, ...]
    errors: tuple[Error, ...]

    @classmethod
    def of(
        cls, predictions: Predictions, text: Mapping[str, str], *, most_errors: int = 1000
    ) -> Self:
        """Return the analysis of predictions.

        Parameters
        ----------
        text
            The text of each example by its id.
        most_errors
            How many errors are kept.
        """
        wrong = predictions.gold != predictions.predicted
        first, example = np.unique(predictions.id, return_index=True, return_inverse=True)[1:]
        n_scored = np.bincount(example)
        n_wrong = np.bincount(example, weights=wrong).astype(int)
        confidence = _confidence(predictions)
        # An example's surest row comes first; then each example once.
        rows = np.flatnonzero(wrong)
        rows = rows[np.argsort(-np.nan_to_num(confidence[rows]), kind="stable")]
        rows = rows[np.sort(np.unique(example[rows], return_index=True)[1])][:most_errors]

        def error(row: int) -> Error:
            return Error(
                id=predictions.id[row],
                text=text[predictions.id[row]],
                target=predictions.target[row],
                gold=predictions.labels[predictions.gold[row]],
                predicted=predictions.labels[predictions.predicted[row]],
                confidence=float(confidence[row]),
                n_wrong=int(n_wrong[example[row]]),
                n_scored=int(n_scored[example[row]]),
                fold=predictions.fold[row],
                seed=int(predictions.seed[row]),
                facets={k: ", ".join(values_of(of[row])) for k, of in predictions.facets.items()},
            )

        rates = _rates(predictions, first, n_wrong / n_scored, text)
        return cls(tuple(rates), tuple(map(error, rows.tolist())))

    @property
    def total(self) -> ErrorRate:
        """The rate on all examples."""
        return self.rates[0]

    def explained(
        self, pushes: Callable[[Error], Sequence[Push]], *, most: int = 100
    ) -> ErrorAnalysis:
        """Return the analysis with what pushed the surest errors.

        Raises
        ------
        ModelError
            Where a model cannot be explained.
        """
        told = (replace(error, pushes=tuple(pushes(error))) for error in self.errors[:most])
        return replace(self, errors=(*told, *self.errors[most:]))

    def save(self, folder: Path) -> None:
        """Write ``errors.csv``, with the texts, and ``error_rates.csv``."""
        facets = list(dict.fromkeys(name for error in self.errors for name in error.facets))
        _write(folder / ERRORS, [*_COLUMNS, *facets], (_cells(e, facets) for e in self.errors))
        rates = (
            (of.by, of.value, of.n, of.rate.value, of.rate.low, of.rate.high) for of in self.rates
        )
        _write(folder / RATES, _RATE_COLUMNS, rates)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Return the analysis that `save` wrote.

        Raises
        ------
        RunError
            Where a file is missing or was altered.
        """
        try:
            rates = [
                ErrorRate(
                    row["by"],
                    row["value"],
                    int(row["n"]),
                    Interval(float(row["low"]), float(row["error_rate"]), float(row["high"])),
                )
                for row in _rows(folder / RATES, _RATE_COLUMNS)
            ]
            errors = [_error(row) for row in _rows(folder / ERRORS, _COLUMNS)]
            _check_rows(rates, errors)
            return cls(tuple(rates), tuple(errors))
        except (OSError, KeyError, ValueError, TypeError, AttributeError, csv.Error) as error:
            raise RunError(
                f"{folder}: the tables of errors cannot be read ({error}); restore {ERRORS} and "
                f"{RATES}, or train again"
            ) from None


_COLUMNS: Final = (
    *("id", "text", "target", "gold", "predicted", "confidence", "n_wrong", "n_scored"),
    *("fold", "seed", "pushes"),
)
_RATE_COLUMNS: Final = ("by", "value", "n", "error_rate", "low", "high")


def _confidence(predictions: Predictions) -> npt.NDArray[np.float64]:
    if predictions.probabilities is not None:
        return np.asarray(predictions.probabilities.max(axis=1))
    if predictions.margins is None:
        return np.full(len(predictions), np.nan)
    best = np.partition(predictions.margins, -2, axis=1)
    return np.asarray(best[:, -1] - best[:, -2])


def _rates(
    predictions: Predictions,
    first: npt.NDArray[np.int64],
    wrong: npt.NDArray[np.float64],
    text: Mapping[str, str],
) -> Iterator[ErrorRate]:
    """Yield the rates; `first` has each example's first row, `wrong` how often it was wrong."""

    def rate(by: str, value: str, chosen: Sequence[int] | slice) -> ErrorRate:
        shares = wrong[chosen]
        return ErrorRate(by, value, len(shares), wilson(float(shares.sum()), len(shares)))

    yield rate("all", "", slice(None))
    lengths = np.array([len(text[key]) for key in predictions.id[first]])
    fifth = np.searchsorted(np.quantile(lengths, _FIFTHS), lengths)
    for number in np.unique(fifth):
        chosen = np.flatnonzero(fifth == number)
        span = f"{lengths[chosen].min()} to {lengths[chosen].max()}"
        yield rate("length", span, chosen.tolist())
    for by, cells in _columns(predictions).items():
        rows: dict[str, list[int]] = {}
        for number, cell in enumerate(cells[first]):
            for value in dict.fromkeys(values_of(cell)):
                rows.setdefault(value, []).append(number)
        if len(rows) == 1:
            continue  # all examples once more
        for value, numbers in sorted(rows.items(), key=lambda of: (-len(of[1]), of[0])):
            yield rate(by, value, numbers)


def _columns(predictions: Predictions) -> dict[str, npt.NDArray[Any]]:
    """Return what examples can be told apart by."""
    facets = {name: of for name, of in predictions.facets.items() if name != _NO_FACET}
    if "date" in facets:
        dates = facets.pop("date")
        facets["year"] = np.array([(date or "")[:4] for date in dates], dtype=object)
    labels = np.array(predictions.labels, dtype=object)[predictions.gold]
    return {"target": predictions.target, predictions.task: labels, **facets}


def _cells(error: Error, facets: Sequence[str]) -> list[object]:
    cells = [getattr(error, name) for name in _COLUMNS[:-1]]
    cells[_COLUMNS.index("confidence")] = "" if isnan(error.confidence) else error.confidence
    rounded = [(feature, round(by, 4)) for feature, by in error.pushes]
    pushes = json.dumps(rounded, ensure_ascii=False) if rounded else ""
    return [*cells, pushes, *(error.facets[name] for name in facets)]


def _error(row: dict[str, str]) -> Error:
    own = {name: row.pop(name) for name in _COLUMNS}
    numbers = {name: int(own.pop(name)) for name in ("n_wrong", "n_scored", "seed")}
    pushes = tuple((str(name), float(by)) for name, by in json.loads(own.pop("pushes") or "[]"))
    confidence = float(own.pop("confidence") or "nan")
    return Error(**own, **numbers, pushes=pushes, confidence=confidence, facets=row)  # type: ignore[arg-type]


def _check_rows(rates: Sequence[ErrorRate], errors: Sequence[Error]) -> None:
    if not rates or (not errors and rates[0].rate.value > 0):
        raise ValueError(f"{ERRORS if rates else RATES} has no rows")


def _write(path: Path, columns: Sequence[str], rows: Iterator[Any]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        # Python 3.11 quotes no lone carriage return by itself, and reads one as the end of a row.
        writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerow(columns)
        writer.writerows(rows)


def _rows(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    from stance.corpus.text_formats import fields_of_any_length

    with path.open(encoding="utf-8", newline="") as file, fields_of_any_length():
        reader = csv.DictReader(file, strict=True)
        if list(reader.fieldnames or ())[: len(columns)] != list(columns):
            raise ValueError(f"{path.name} does not begin with the columns {', '.join(columns)}")
        rows = list(reader)
    if any(None in row or None in row.values() for row in rows):
        raise ValueError(f"{path.name} has a row of too few or too many cells")
    return rows
