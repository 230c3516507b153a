"""From the words of ``stance evaluate`` to a finished run."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from stance.errors import ConfigError, nearest
from stance.launch import compose_corpus
from stance.model_reference import is_exact, model_folder

if TYPE_CHECKING:
    from stance.runs import Run

# What of the root config a saved model leaves open.
_OPEN: Final = ("corpus", "evaluation", "metric", "checks", "plots", "behaviour", "seed", "name")


def evaluate(
    model: str,
    corpus: str,
    overrides: Sequence[str],
    *,
    split: str | None,
    runs: Path,
    quiet: bool,
) -> Run:
    """Score a saved model on a labelled corpus; return the finished run.

    Raises
    ------
    StanceError
        Where the model, the corpus or a setting is not as it should be.
    """
    _refuse_settled(overrides)
    config = compose_corpus(corpus, overrides)
    folder = model_folder(model, runs)

    from omegaconf import OmegaConf

    from stance.build import build_checks, build_corpus, build_evaluator, resolved
    from stance.model import StanceModel
    from stance.model_evaluation import ModelEvaluation
    from stance.model_origin import Origin
    from stance.reports.progress import shown

    with shown(sys.stderr, quiet=quiet) as progress:
        progress.step("loading the model")
        loaded = StanceModel.load(folder)
        # A name means another run tomorrow.
        origin = Origin.of(loaded, folder, model if is_exact(model) else str(folder))
        progress.step("reading the corpus")
        content = resolved(config)
        evaluation = ModelEvaluation(
            model=loaded,
            origin=origin,
            corpus=build_corpus(config),
            evaluation=build_evaluator(config),
            checks=build_checks(config),
            split=split,
            **{key: content[key] for key in ("plots", "behaviour", "seed", "name")},
        )
        kept = {
            "model": {"sha256": origin.sha256},
            "task": loaded.task,
            "split": evaluation.scored.split.name,
            **{key: content[key] for key in ("seed", "corpus", "evaluation", "checks", "plots")},
        }
        text = OmegaConf.to_yaml(OmegaConf.create(kept))
        words = [model, corpus, *overrides, *(["--split", split] if split else [])]
        return evaluation.run(runs, config=text, command=words, progress=progress)


def _refuse_settled(overrides: Sequence[str]) -> None:
    """Raise where a word would change what the model settled when it was trained."""
    for word in overrides:
        key = word.lstrip("+~").partition("=")[0].split("@")[0].split(".")[0]
        if key not in _OPEN:
            raise ConfigError(
                f"{word}: the model is trained already; of the config are left "
                f"{', '.join(_OPEN)}{nearest(key, _OPEN)}"
            )
