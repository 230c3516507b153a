"""What a score has to be seen beside, as tables: floors, the target test, stance by sentiment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from stance.evaluation import Interval
from stance.evaluation.contrast import Contrasts
from stance.evaluation.tone_table import ToneTable
from stance.evaluation.transfer import TransferMatrix
from stance.reports.tables import Cell, Table


def contrast_notes(*several: Contrasts | None) -> list[str]:
    """Return a sentence for each floor or test that could not be had."""
    return [
        f"Not applicable: {title} ({reason})."
        for contrasts in several
        if contrasts is not None
        for title, reason in contrasts.not_applicable.items()
    ]


def contrast_tables(
    floors: Contrasts | None,
    target_test: Contrasts | None,
    tone: ToneTable | None,
    transfer: TransferMatrix | None,
    titles: Mapping[str, str],
) -> list[Table]:
    """Return the tables of a run's contrasts, as far as it has them."""
    tables = []
    if floors is not None:
        alarms = {name for name, row in floors.rows.items() if not row.is_beaten()}
        tables.append(_contrasts("Floors", "floor", floors, titles, alarms))
    if target_test is not None and target_test.rows:
        alarms = {name for name, row in target_test.rows.items() if row.gain.low <= 0}
        tables.append(_contrasts("Target test", "the model", target_test, titles, alarms))
    if tone is not None:
        tables.append(_tone(tone))
    if transfer is not None:
        tables.append(_transfer(transfer))
    return tables


def _contrasts(
    heading: str, what: str, contrasts: Contrasts, titles: Mapping[str, str], alarms: set[str]
) -> Table:
    metric = titles[contrasts.metric]
    rows = [
        (row.title, row.score, row.gain, f"{row.p_value:.3f}") for row in contrasts.rows.values()
    ]
    alarming = [i for i, name in enumerate(contrasts.rows) if name in alarms]
    columns = (what, metric, "gain of the model", "p")
    return Table(f"{heading} (by {metric})", columns, rows, alarming)


def _tone(tone: ToneTable) -> Table:
    rows = [
        (label, *(_cell(n, share) for n, share in zip(counts, accuracy, strict=True)))
        for label, counts, accuracy in zip(tone.rows, tone.counts, tone.accuracy, strict=True)
    ]
    return Table("Share of right predictions by both labels", ("", *tone.columns), rows)


def _transfer(of: TransferMatrix) -> Table:
    cells = zip(of.names_train, of.low.tolist(), of.scores.tolist(), of.high.tolist(), strict=True)
    rows: list[Sequence[Cell]] = [
        (name or "(none)", *(Interval(*ends) for ends in zip(*row, strict=True)))
        for name, *row in cells
    ]
    columns = [
        f"{name or '(none)'} (n = {n:,})" for name, n in zip(of.names_test, of.ns, strict=True)
    ]
    heading = f"Learned from (down), scored on (across), by {of.metric}"
    return Table(heading, ("", *columns), rows)


def _cell(n: int, share: float | None) -> str:
    return "-" if share is None else f"{share:.0%} of {n:,}"
