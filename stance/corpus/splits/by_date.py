"""Splits in time: learn from the past, score the future."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from stance.corpus.corpus import Corpus
from stance.corpus.splits.rows import TUNING, check_share, count_of, usable_rows
from stance.corpus.splits.split import Rows, Split
from stance.errors import ConfigError, CorpusError
from stance.labels import Task

_ISO = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2}([T ].+)?)?)?")


@dataclass(frozen=True)
class ByDate:
    """One split that scores what was written on or after a date.

    Rows of one date are never parted, and a date that is too coarse to be placed ("2022" for
    a cutoff in February 2022) is an error rather than a guess. Times of day are compared to the
    second and in UTC, which a time without an offset is taken to be in.

    Parameters
    ----------
    cutoff
        The first date to score, ISO 8601: a year, a month or a day. None chooses it by
        `test_size`.
    test_size
        Without a cutoff: the share of the rows, the latest ones, to score; more where several
        rows share the first date.
    within
        Given splits that may be used; rows without a split always are, None means every row.
        A given test split is left out unless it is named.
    """

    cutoff: str | int | None = None
    test_size: float = 0.2
    within: Sequence[str] | str | None = TUNING

    def split(self, corpus: Corpus, task: Task, *, seed: int) -> Sequence[Split]:  # noqa: ARG002 - nothing is drawn
        """Return one split, called after its first date."""
        rows = usable_rows(corpus, task, self.within)
        dates = dates_of(corpus, rows)
        cutoff = self._cutoff(dates)
        for row, date in zip(rows, dates, strict=True):
            if date != cutoff and cutoff.startswith(date):
                raise CorpusError(
                    f"corpus {corpus.name}: date {date!r} of row {corpus['id'][row]} may be before "
                    f"or after {cutoff}; set splitter.cutoff={date} or another date as coarse"
                )
        later = np.array([date >= cutoff for date in dates], dtype=bool)
        if later.all() or not later.any():
            raise CorpusError(
                f"corpus {corpus.name} has dates from {min(dates)} to {max(dates)}, all "
                f"{'on or after' if later.all() else 'before'} {cutoff}; set splitter.cutoff to a "
                "date between"
            )
        return (Split(f"from {cutoff}", rows[~later], rows[later]),)

    def _cutoff(self, dates: npt.NDArray[Any]) -> str:
        """Return the first date to score."""
        if self.cutoff is None:
            check_share(self.test_size)
            return str(sorted(dates)[-count_of(len(dates), self.test_size)])
        cutoff = comparable(str(self.cutoff))
        if cutoff is None:
            raise ConfigError(
                f"splitter.cutoff={self.cutoff} is no ISO 8601 date; wanted 2022-02-24, 2022-02 "
                "or 2022"
            )
        return cutoff


def dates_of(corpus: Corpus, rows: Rows) -> npt.NDArray[np.object_]:
    """Return the date of each row, all of them there and `comparable`."""
    dates = corpus["date"][rows]
    missing = corpus["id"][rows[[not date for date in dates]]]
    if len(missing):
        raise CorpusError(
            f"corpus {corpus.name} has {len(missing)} labelled rows of {len(rows)} without a date, "
            f"such as id {missing[0]}; name the column with corpus.columns.date, or use "
            "splitter=stratified"
        )
    found = np.array([comparable(date) for date in dates], dtype=object)
    for row, date, read in zip(rows, dates, found, strict=True):
        if read is None:
            raise CorpusError(
                f"corpus {corpus.name}: date {date!r} of row {corpus['id'][row]} is not "
                "ISO 8601; wanted 2022-02-24, 2022-02 or 2022"
            )
    return found


def comparable(date: str) -> str | None:
    """Return an ISO 8601 date such that earlier ones sort before it, None for what is none.

    >>> comparable("2022-02"), comparable("2022-02-24 01:30+02:00"), comparable("2022-02-30")
    ('2022-02', '2022-02-23T23:30:00', None)
    """
    if not _ISO.fullmatch(date):
        return None
    try:
        moment = datetime.fromisoformat(f"{date}-01-01"[:10] if len(date) < 10 else date)
        if moment.tzinfo:
            moment = moment.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None
    return date if len(date) <= 10 else moment.isoformat(timespec="seconds")
