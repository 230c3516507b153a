"""Runs as systems: the seeds of one setting together, each setting with a name of its own."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

import yaml

from stance.runs import Run

# Keys of the config that say how a run is scored and kept, not what it predicts.
_NOT_PREDICTED: Final = (
    "evaluation",
    "checks",
    "plots",
    "learning_curve",
    "behaviour",
    "save_model",
)


def systems_of(settings: Mapping[str, Sequence[Run]]) -> dict[str, tuple[Run, ...]]:
    """Return the runs by unique names, those of one setting under several seeds together."""
    systems: list[tuple[Run, ...]] = []
    for runs in settings.values():
        seeds = [seed for run in runs for seed in set(run.predictions.seed.tolist())]
        # Trained twice with one seed, they are no two draws of the seed: each stays by itself.
        systems += [tuple(runs)] if len(set(seeds)) == len(seeds) else [(run,) for run in runs]
    return dict(zip(_names(systems), systems, strict=True))


def setting(run: Run) -> str:
    """Return what a run's predictions depend on, except the seed, as text to compare."""
    config = yaml.safe_load(run.config)
    if not isinstance(config, dict):  # made from Python, which has no config
        return run.id
    kept = {key: value for key, value in config.items() if key not in (*_NOT_PREDICTED, "seed")}
    depends = [run.info["corpus"]["fingerprint"], _unseeded(kept, config.get("seed"))]
    return json.dumps(depends, sort_keys=True, default=str)


def _unseeded(value: Any, seed: Any) -> Any:
    """Return a config in which every ``random_state`` that follows the seed says so."""
    if isinstance(value, dict):
        return {
            key: "seed" if key == "random_state" and of == seed else _unseeded(of, seed)
            for key, of in value.items()
        }
    return [_unseeded(of, seed) for of in value] if isinstance(value, list) else value


def _names(systems: Sequence[tuple[Run, ...]]) -> list[str]:
    """Return the experiments' names, with the overrides in which those of one name differ."""
    firsts = [runs[0] for runs in systems]
    names = []
    for run in firsts:
        alike = [_overrides(other) for other in firsts if other.name == run.name]
        own = [word for word in _overrides(run) if not all(word in other for other in alike)]
        one_name = len(alike) == len(firsts)  # then it tells nothing apart
        names.append(" ".join(own if own and one_name else [run.name, *own]))
    return [
        name if names.count(name) == 1 else f"{name} ({run.id})"
        for name, run in zip(names, firsts, strict=True)
    ]


def _overrides(run: Run) -> list[str]:
    """Return the words of a run's command that bear on what it predicts, the seed aside."""
    said = {word: word.lstrip("+~").partition("=")[0] for word in run.info["command"]}
    left_out = (*_NOT_PREDICTED, "seed", "name")
    return [word for word, key in said.items() if key.split(".")[0] not in left_out]
