"""`load_hub`: a data set of the Hugging Face hub, or a folder of data files, as a corpus."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from stance.corpus.arrow_formats import rows_of_datasets
from stance.corpus.corpus import Corpus
from stance.corpus.rows import to_corpus
from stance.errors import CorpusError

if TYPE_CHECKING:
    from datasets import DatasetDict


def load_hub(
    dataset: str,
    *,
    subset: str | None = None,
    revision: str | None = None,
    name: str | None = None,
    columns: Mapping[str, str | None] | None = None,
    labels: Mapping[Any, str | None] | None = None,
    fill: Mapping[str, str | None] | None = None,
    on_bad_row: str = "error",
    official_metric: str = "",
    citation: str = "",
) -> Corpus:
    """Return the corpus of a data set that `datasets.load_dataset` finds.

    The splits become the column ``split`` (``validation`` is dev) unless there is one already,
    class numbers become class names, and code that comes with a data set is never run.

    Parameters
    ----------
    dataset
        A name on the hub (``owner/name``), or a folder of CSV, JSONL or Parquet files.
    subset
        Which of its configurations, where it has several.
    revision
        A commit, tag or branch of the hub's repository; give a commit to be reproducible.
    name
        What the corpus is called; the last part of the data set's name by default.
    columns, labels, fill, on_bad_row, official_metric, citation
        As in `stance.corpus.load_corpus`.

    Raises
    ------
    CorpusError
        Where the data set cannot be had, or a column or row is not as it should be.
    """
    return to_corpus(
        rows_of_datasets(_load(dataset, subset, revision), dataset),
        name=name or dataset.rstrip("/").rpartition("/")[2],
        columns=columns,
        labels=labels,
        fill=fill,
        on_bad_row=on_bad_row,
        official_metric=official_metric,
        citation=citation,
    )


def _load(dataset: str, subset: str | None, revision: str | None) -> DatasetDict:
    import datasets

    asked = f"the data set {dataset!r}" + (f", subset {subset!r}" if subset else "")
    try:
        return datasets.load_dataset(dataset, subset, revision=revision)
    except datasets.exceptions.DatasetNotFoundError as error:
        raise CorpusError(
            f"{asked} is not on the hub, or not for you, and no folder here; mend "
            "corpus.dataset, or log in with `hf auth login`"
        ) from error
    except ConnectionError as error:
        raise CorpusError(
            f"{asked} is not kept on this machine and the hub cannot be reached ({error}); go "
            "online once, or give a folder of data files as corpus.dataset"
        ) from error
    except (OSError, ValueError, RuntimeError, datasets.exceptions.DatasetsError) as error:
        why = str(error).partition("\n")[0]
        raise CorpusError(f"{asked} cannot be loaded: {why}") from error
