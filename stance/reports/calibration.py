"""How far the probabilities of a model can be believed, and what it abstains from, as tables."""

from __future__ import annotations

from collections.abc import Sequence

from stance.evaluation.abstention import Abstentions
from stance.evaluation.calibration import TITLES, Calibration
from stance.reports.tables import Cell, Table


def certainty_tables(
    calibration: Calibration | None, abstentions: Abstentions | None
) -> list[Table]:
    """Return the tables of a run, as far as it has them."""
    tables = []
    if calibration is not None:
        tables.append(_calibration(calibration))
    if abstentions is not None:
        tables.append(_abstention(abstentions))
    return tables


def abstention_warnings(abstentions: Abstentions | None) -> list[str]:
    """Return a sentence where no threshold keeps the promise that was wanted."""
    if abstentions is None:
        return []
    failed = [one for one in abstentions.thresholds if one.probability is None]
    if not failed:
        return []
    best = max(failed, key=lambda one: one.least_accuracy)
    some = f" in {len(failed)} of {len(abstentions.thresholds)} splits" * (
        len(abstentions.thresholds) > 1
    )
    wanted = abstentions.wanted
    return [
        f"No threshold promises an accuracy of {wanted.accuracy} with confidence "
        f"{wanted.confidence} on {best.n:,} dev rows{some}, so the model answers always: its "
        f"{best.n_answered:,} surest answers, of which {best.n_wrong:,} are wrong, promise "
        f"{best.least_accuracy:.2f}. Lower abstention.accuracy or abstention.confidence, or give "
        "more dev rows."
    ]


def _calibration(of: Calibration) -> Table:
    """Return the table of all scores: before and after scaling where there was any."""
    titles = dict(TITLES)
    titles |= {name: f"  of {name[4:]}" for name in of.scores if name.startswith("ece ")}
    names = [name for name in of.scores if name in titles]
    scores = (
        {"value": of.scores} if of.before is None else {"before": of.before, "after": of.scores}
    )
    rows: list[Sequence[Cell]] = [
        (titles[name], *(column[name] for column in scores.values())) for name in names
    ]
    chance = ("ECE of a perfect model, by chance", *[""] * (len(scores) - 1))
    rows.append((*chance, f"{of.by_chance:.3f}"))
    heading = (
        f"Calibration ({of.method} scaling, when the model was trained)"
        if of.method
        else "Calibration (not scaled)"
    )
    if of.before is not None:
        few, many = min(of.n_dev), max(of.n_dev)
        dev = f"{few:,}" if few == many else f"{few:,} to {many:,}"
        heading = f"Calibration ({of.method} scaling, fitted on {dev} dev rows)"
    return Table(heading, ("probabilities", *scores), rows)


def _abstention(of: Abstentions) -> Table:
    kept = [one.probability for one in of.thresholds if one.probability is not None]
    if not kept:
        threshold = "none"
    elif min(kept) == max(kept):
        threshold = f"{kept[0]:.3f}"
    else:
        threshold = f"{min(kept):.3f} to {max(kept):.3f}"
    rows: list[Sequence[Cell]] = [
        ("least probability of an answer", threshold),
        ("coverage: share that is answered", of.coverage),
        ("accuracy of these answers", of.accuracy),
    ]
    wanted = f"accuracy {of.wanted.accuracy} with confidence {of.wanted.confidence}"
    return Table(f"Abstention ({wanted})", ("", "value"), rows)
