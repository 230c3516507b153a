"""Splits in time: the past is learnt from, the future scored."""

import pytest

from stance.corpus.corpus import Corpus
from stance.corpus.splits import ByDate
from stance.errors import ConfigError, CorpusError


def dated(*dates: str) -> Corpus:
    return Corpus.from_rows(
        [{"text": "A sentence.", "stance": "favor", "date": date} for date in dates], name="dated"
    )


def test_a_cutoff_parts_the_past_from_the_future() -> None:
    corpus = dated("2022-02-24T09:00", "2021", "2022-02-23", "2023-01")
    (split,) = ByDate("2022-02-24").split(corpus, "stance", seed=0)
    assert (split.train.tolist(), split.test.tolist()) == ([1, 2], [0, 3])
    assert split.name == "from 2022-02-24"


def test_times_of_day_are_compared_in_utc() -> None:
    corpus = dated("2022-02-24T01:00+02:00", "2022-02-23 23:30", "2022-02-23T22:59:59.9Z", "2021")
    (split,) = ByDate("2022-02-23T23:00Z").split(corpus, "stance", seed=0)
    assert split.test.tolist() == [0, 1]
    assert split.name == "from 2022-02-23T23:00:00"


@pytest.mark.parametrize(
    "date", ["2022-13", "2022-13-45", "2022-02-30", "2022-02-24T25:00", "20220224", "2022-W08-4"]
)
def test_a_date_that_no_calendar_has_is_refused(date: str) -> None:
    with pytest.raises(CorpusError, match=f"date '{date}' of row 2 is not ISO 8601"):
        ByDate("2022").split(dated("2021", date), "stance", seed=0)
    with pytest.raises(ConfigError, match=f"cutoff={date} is no ISO 8601 date"):
        ByDate(date).split(dated("2021", "2022"), "stance", seed=0)


@pytest.mark.parametrize(("test_size", "scored"), [(0.2, [1, 2]), (0.5, [1, 2]), (0.6, [0, 1, 2])])
def test_without_a_cutoff_the_latest_rows_are_scored_and_no_date_is_parted(
    test_size: float, scored: list[int]
) -> None:
    corpus = dated("2020", "2021", "2021", "2019", "2018")
    (split,) = ByDate(test_size=test_size).split(corpus, "stance", seed=0)
    assert split.test.tolist() == scored
