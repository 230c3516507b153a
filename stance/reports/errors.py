"""Where a model errs, as tables."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from stance.evaluation.errors import Error, ErrorAnalysis, ErrorRate
from stance.reports.tables import Table

_MOST_PUSHES = 4


def error_tables(
    analysis: ErrorAnalysis, *, most_errors: int = 20, most_values: int = 10
) -> Iterator[Table]:
    """Yield the error rates, then the surest errors with what pushed them.

    Of a speaker or another facet the `most_values` with most examples are shown; in red those
    that are wrong more often than all examples together, by their interval.
    """
    shown = [
        rate
        for _, of in groupby(analysis.rates, key=lambda rate: rate.by)
        for rate in list(of)[:most_values]
    ]
    level = analysis.total.rate.value
    alarms = [r for r, rate in enumerate(shown) if rate.rate.low > level]
    columns = ("examples", "n", "error rate")
    yield Table("Error rates", columns, [(_what(of), of.n, of.rate) for of in shown], alarms)
    errors = analysis.errors[:most_errors]
    if errors:
        heading = ("text", "target", "right", "predicted", "confidence", "pushed by", "id")
        title = f"The {len(errors)} surest errors"
        yield Table(title, heading, [_row(error) for error in errors])


def _what(rate: ErrorRate) -> str:
    if rate.by == "all":
        return "all"
    unit = " characters" if rate.by == "length" else ""
    return f"{rate.by}: {rate.value}{unit}"


def _row(error: Error) -> tuple[str | float, ...]:
    pushes = ", ".join(f"{name} {by:+.2f}" for name, by in error.pushes[:_MOST_PUSHES])
    text = " ".join(error.text.split())
    said = (error.gold, error.predicted, error.confidence)
    return (text, error.target, *said, pushes or "-", error.id)
