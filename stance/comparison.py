"""`compare_runs`: finished runs side by side, on the same examples, with what can be told apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, get_args

import numpy as np
import yaml

from stance.checks import Checked
from stance.errors import ConfigError, RunError, nearest
from stance.evaluation import Predictions
from stance.evaluation.evaluator import Cluster
from stance.evaluation.metrics import METRICS
from stance.evaluation.standings import Standings, Test
from stance.reports.comparison import (
    method_notes,
    pairs_table,
    record,
    seed_tests_table,
    seeds_table,
    slices_table,
    standings_table,
)
from stance.reports.report import Report
from stance.runs import Run, select_runs
from stance.systems import setting, systems_of


@dataclass(frozen=True, eq=False)
class ComparedRuns:
    """Runs side by side.

    Attributes
    ----------
    standings
        The systems, best first.
    runs
        By the system's name: one run, or one for each seed of a setting.
    notes
        Sentences on what was folded, left out or could not be checked.
    unreadable
        A sentence for each run left out because it was cut or altered, or made by older code.
    """

    standings: Standings
    runs: Mapping[str, tuple[Run, ...]]
    notes: tuple[str, ...]
    unreadable: tuple[str, ...]

    @property
    def corpora(self) -> str:
        """The names of the corpora that were scored."""
        names = {run.info["corpus"]["name"]: "" for runs in self.runs.values() for run in runs}
        return " and ".join(names)

    @property
    def warnings(self) -> list[str]:
        """What the checks found, each sentence once, with the systems it is true of."""
        told: dict[str, list[str]] = {}
        for name, runs in self.runs.items():
            for run in runs:
                for checked in filter(Checked.is_issue, run.checks):
                    one = f"{name} ({run.id})" if len(runs) > 1 else name
                    told.setdefault(str(checked), []).append(one)
        n_runs = sum(map(len, self.runs.values()))
        return [
            f"{'all' if len(names) == n_runs > 1 else ', '.join(names)}: {sentence}"
            for sentence, names in told.items()
        ]

    def report(self, by: str | None = None) -> Report:
        """Return all there is to say; with `by`, the scores by target, class or a facet too."""
        standings = self.standings
        slices = standings.by(by) if by else {}
        notes = [*method_notes(standings), *self.notes]
        table = standings_table(standings, self.corpora)
        asked = slices_table(standings, by, slices) if by else table
        more = pairs_table(standings) + seeds_table(standings) + seed_tests_table(standings)
        return Report(
            tables=[table, asked, *more] if by else [table, *more],
            asked=asked,
            notes=notes,
            warnings=self.warnings,
            record=lambda: {
                **record(standings),
                "runs": {name: [str(run.folder) for run in of] for name, of in self.runs.items()},
                "by": {by: {value: asdict(of) for value, of in slices.items()}} if by else {},
                "notes": notes,
                "warnings": self.warnings,
                "unreadable": self.unreadable,
            },
        )

    def draw(self, folder: Path) -> list[Path]:
        """Draw the ranking and the paired differences; return the files."""
        from stance.reports.plots.comparison import ForestDisplay, RankingDisplay
        from stance.reports.plots.display import save
        from stance.reports.plots.not_drawn import NotDrawn

        folder.mkdir(parents=True, exist_ok=True)
        standings, title = self.standings, f"{len(self.runs)} systems on {self.corpora}"
        displays = {
            "ranking": RankingDisplay.of(standings.comparison, standings.headline, title),
            "differences": ForestDisplay.of(standings.comparison, standings.headline, title),
        }
        return [
            path
            for name, display in displays.items()
            if not isinstance(display, NotDrawn)
            for path in save(display, folder, name)
        ]


def compare_runs(
    references: Sequence[str],
    root: Path,
    *,
    metrics: Sequence[str] = (),
    test: str | None = None,
    n_resamples: int | None = None,
    cluster: str | None = None,
    partial: bool = False,
) -> ComparedRuns:
    """Return runs side by side, those of one setting under several seeds as one system.

    Parameters
    ----------
    references, root
        Which runs, as for `select_runs`. A run that cannot be read is left out and told.
    metrics
        By the names in ``configs/metric/``; the first one orders and tests. By default the
        runs' own headline, macro-F1 and accuracy.
    test, n_resamples, cluster
        As for `Standings`.
    partial
        Compare on the examples that all runs have, instead of refusing runs on different ones.

    Raises
    ------
    RunError
        Where a reference means no run, no run can be read, or runs have no examples in common.
    ConfigError
        Where a metric, a test or a cluster is none there is.
    """
    _check("test", [test] if test else [], get_args(Test))
    _check("cluster", [cluster] if cluster else [], get_args(Cluster))
    _check("metric", metrics, tuple(METRICS))
    systems, unreadable = _systems(references, root)
    tasks = sorted({run.info["task"] for runs in systems.values() for run in runs})
    if len(tasks) > 1:
        raise RunError(f"some runs predict {' and others '.join(tasks)}; compare runs of one task")
    predictions, notes = _shared(
        {name: _joined(of) for name, of in systems.items()}, partial=partial
    )
    how = {"test": test, "n_resamples": n_resamples, "cluster": cluster}
    standings = _standings(systems, predictions, metrics, **how)
    ordered = {name: systems[name] for name in standings.predictions}
    return ComparedRuns(standings, ordered, (*notes, *_notes(ordered)), tuple(unreadable))


def compare_groups(references: Sequence[str], root: Path) -> tuple[list[ComparedRuns], list[str]]:
    """Return runs side by side, grouped by the examples they were scored on, and why some are not.

    Runs of one group have the same task, examples and right labels. As `compare_runs`; runs whose
    tables of errors or corpus numbers cannot be read are left out too.
    """
    systems, unreadable = _systems(references, root, whole=True)
    groups: dict[Any, dict[str, tuple[Run, ...]]] = {}
    for name, runs in systems.items():
        rows = _joined(runs)
        examples = rows.task, frozenset(zip(rows.id, rows.gold.tolist(), strict=True))
        groups.setdefault(examples, {})[name] = runs
    compared = []
    for of in groups.values():
        standings = _standings(of, {name: _joined(runs) for name, runs in of.items()}, ())
        ordered = {name: of[name] for name in standings.predictions}
        compared.append(ComparedRuns(standings, ordered, tuple(_notes(ordered)), ()))
    return compared, unreadable


def _systems(
    references: Sequence[str], root: Path, *, whole: bool = False
) -> tuple[dict[str, tuple[Run, ...]], list[str]]:
    settings, unreadable = _readable(select_runs(references, root), whole=whole)
    if not settings:
        raise RunError(f"there is no run to compare: {'; '.join(unreadable)}")
    return systems_of(settings), unreadable


def _standings(
    systems: Mapping[str, Sequence[Run]],
    predictions: Mapping[str, Predictions],
    metrics: Sequence[str],
    **how: Any,
) -> Standings:
    """Return the standings by the chosen metrics, or by those that name the runs' results."""
    runs = [run for of in systems.values() for run in of]
    chosen = tuple(dict.fromkeys(metrics or (_headline(runs), "macro_f1", "accuracy")))
    by_name = {name: METRICS[name]() for name in chosen}
    return Standings.of(predictions, by_name, headline=chosen[0], **how)


def _check(option: str, words: Sequence[str], known: Sequence[str]) -> None:
    for word in words:
        if word not in known:
            raise ConfigError(
                f"--{option} {word} is none of {', '.join(known)}{nearest(word, known)}"
            )


def _readable(folders: Sequence[Path], *, whole: bool) -> tuple[dict[str, list[Run]], list[str]]:
    """Return the runs of each setting, and a sentence for each that cannot be compared."""
    settings: dict[str, list[Run]] = {}
    unreadable = []
    for folder in folders:
        try:
            run = Run.load(folder)
            _ = whole and (run.errors, run.statistics)  # which are shown and never compared
            settings.setdefault(_checked_setting(run), []).append(run)
        except RunError as error:
            unreadable.append(str(error))
    return settings, unreadable


def _checked_setting(run: Run) -> str:
    """Return a run's setting after reading all of the run that is compared."""
    try:
        _ = run.info["corpus"]["name"], run.predictions, run.floors, run.target_test, run.checks
        return setting(run)
    except (KeyError, TypeError, AttributeError) as error:
        raise RunError(
            f"{run.folder} was made by older code and cannot be compared (it has no {error}); "
            "train it again"
        ) from error
    except (OSError, yaml.YAMLError) as error:
        raise RunError(
            f"{run.folder / 'config.yaml'} was cut or altered ({' '.join(str(error).split())}); "
            "restore it or train again"
        ) from error


def _headline(runs: Sequence[Run]) -> str:
    """Return the metric that names the runs' results, macro-F1 where they have different ones."""
    names = {str(run.info["headline"]) for run in runs}
    return names.pop() if len(names) == 1 and names <= METRICS.keys() else "macro_f1"


def _joined(runs: Sequence[Run]) -> Predictions:
    return Predictions.concatenate([run.predictions for run in runs])


def _shared(
    systems: Mapping[str, Predictions], *, partial: bool
) -> tuple[dict[str, Predictions], list[str]]:
    """Return predictions of the same examples, and how many were left out for it."""
    ids = {name: set(rows.id) for name, rows in systems.items()}
    shared = set.intersection(*ids.values())
    left_out = {name: len(of - shared) for name, of in ids.items() if len(of) > len(shared)}
    if not left_out:
        return dict(systems), []
    counts = ", ".join(f"{n:,} of {name}" for name, n in left_out.items())
    if not shared:
        raise RunError("the runs have no example in common; compare runs on the same examples")
    if not partial:
        example = min(set.union(*ids.values()) - shared)
        raise RunError(
            f"the runs scored different examples: not in all are {counts}, such as {example!r}; "
            f"compare runs on the same examples, or with --partial on the {len(shared):,} all share"
        )
    kept = {
        name: rows.where(np.array([example in shared for example in rows.id]))
        for name, rows in systems.items()
    }
    return kept, [f"Compared on the {len(shared):,} examples all share; left out: {counts}."]


def _notes(systems: Mapping[str, tuple[Run, ...]]) -> Iterator[str]:
    """Yield what a reader should know of the runs themselves."""
    folded = {name: len(runs) for name, runs in systems.items() if len(runs) > 1}
    if folded:
        counts = ", ".join(f"{n} of {name}" for name, n in folded.items())
        yield f"Runs that differ in the seed only are one row, the mean of their scores: {counts}."
    runs = [run for of in systems.values() for run in of]
    if n := sum(run.floors is None for run in runs):
        yield f"Not held against floors (evaluation=quick): {n} of {_runs(len(runs))}."
    if n := sum(not run.checks for run in runs):
        yield f"Made by older code, which had no checks: {n} of {_runs(len(runs))}."
    if n := sum(not run.is_hashed for run in runs):
        yield (
            f"Made by older code, which kept no checksums, so that an altered file may go "
            f"unnoticed: {n} of {_runs(len(runs))}."
        )


def _runs(n: int) -> str:
    return f"{n} run{'' if n == 1 else 's'}"
