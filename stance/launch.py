"""From the words of a command line, through Hydra, to finished runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from stance.build import find_experiment
from stance.errors import ConfigError
from stance.shipped import shipped

if TYPE_CHECKING:
    from omegaconf import DictConfig

    from stance.runs import Run

DEFAULT_EXPERIMENT: Final = "nato_russia_baseline"
_FILES: Final = (".csv", ".tsv", ".jsonl", ".parquet", ".gz")
# Hydra's options that take a value, so that the value is not taken for an experiment's name.
_TAKES_VALUE: Final = {
    *("--config-dir", "-cd", "--config-name", "-cn", "--config-path", "-cp", "--package", "-p"),
    *("--cfg", "-c", "--experimental-rerun"),
}


def hydra_arguments(words: Sequence[str], runs: Path) -> list[str]:
    """Return the arguments Hydra gets for the words after ``stance train``.

    An experiment's name becomes its folder and file; ``corpus=FILE`` becomes
    ``corpus=file corpus.path=FILE``; a label of the user's own gets the ``++`` that Hydra
    wants for keys it does not know.

    >>> hydra_arguments(["corpus=my.csv", "corpus.labels.NONE=neutral"], Path("runs"))[:3]
    ['corpus=file', "corpus.path='my.csv'", '++corpus.labels.NONE=neutral']
    """
    words = list(words)
    name = next((word for i, word in enumerate(words) if _is_name(words, i)), None)
    if name is not None:
        words.remove(name)
    elif not any(word.startswith("corpus=") for word in words):
        name = DEFAULT_EXPERIMENT
    arguments = [new for word in words for new in _translated(word)]
    if name is not None and not {"--config-name", "-cn"} & set(words):
        path = find_experiment(name)
        arguments = [*_with_own_folder(arguments), "-cd", str(path.parent), "-cn", path.stem]
    # The record of a sweep, which readers of runs do not see.
    time = f"{datetime.now(UTC):%Y%m%dT%H%M%S}"
    return [*arguments, f"hydra.sweep.dir={_quoted(str(runs / '.sweeps' / time))}"]


def run_hydra(words: Sequence[str], task: Callable[[DictConfig], None], runs: Path) -> None:
    """Compose the config the words describe and hand it to a task, once or once a sweep's job.

    Raises
    ------
    ConfigError
        If Hydra cannot compose it.
    """
    import hydra
    from hydra.errors import HydraException
    from omegaconf.errors import OmegaConfBaseException

    arguments = hydra_arguments(words, runs)
    # Hydra prints its own complaint and exits with 1 unless it is asked for the exception.
    os.environ["HYDRA_FULL_ERROR"] = "1"
    before, sys.argv = sys.argv, ["stance train", *arguments]
    try:
        hydra.main(version_base="1.3", config_path=str(shipped("configs")), config_name="config")(
            task
        )()
    except (HydraException, OmegaConfBaseException) as error:
        raise ConfigError(_sentence(error)) from error
    finally:
        sys.argv = before


def train(words: Sequence[str], *, quiet: bool, runs: Path, allow: Sequence[str]) -> list[Run]:
    """Run the experiments the words describe; return their runs."""
    if allow:
        sys.path.insert(0, str(Path.cwd()))  # where a package of the user's own lies
    finished: list[Run] = []

    def task(config: DictConfig) -> None:
        from hydra.core.hydra_config import HydraConfig
        from omegaconf import OmegaConf

        from stance.build import build, fingerprint, resolved
        from stance.reports.progress import shown

        with shown(sys.stderr, quiet=quiet) as progress:
            progress.step("reading the corpus")
            experiment = build(config, allow=allow)
            content = resolved(config)
            finished.append(
                experiment.run(
                    runs,
                    config=OmegaConf.to_yaml(OmegaConf.create(content)),
                    fingerprint=fingerprint(content, experiment.corpus),
                    overrides=list(HydraConfig.get().overrides.task),
                    progress=progress,
                )
            )

    run_hydra(words, task, runs)
    return finished


def compose_corpus(name: str, overrides: Sequence[str]) -> DictConfig:
    """Return the root config with one corpus chosen, by name or by file."""
    from hydra import compose, initialize_config_dir
    from hydra.errors import HydraException

    words = [new for word in [f"corpus={name}", *overrides] for new in _translated(word)]
    try:
        with initialize_config_dir(version_base="1.3", config_dir=str(shipped("configs"))):
            return compose("config", overrides=words)
    except HydraException as error:
        raise ConfigError(_sentence(error)) from error


def _is_name(words: Sequence[str], i: int) -> bool:
    is_value = i > 0 and words[i - 1] in _TAKES_VALUE
    return not (is_value or "=" in words[i] or words[i].startswith(("-", "~")))


def _translated(word: str) -> list[str]:
    """Return the Hydra overrides for one word of the user's."""
    key, _, value = word.partition("=")
    if key == "corpus" and (value == "-" or value.endswith(_FILES) or Path(value).is_file()):
        return ["corpus=file", f"corpus.path={_quoted(value)}"]
    if key.startswith("corpus.labels."):
        return [f"++{word}"]
    return [word]


def _with_own_folder(arguments: Sequence[str]) -> list[str]:
    """Turn the user's ``-cd FOLDER`` into a search path, since the experiment needs the option."""
    kept, own = list(arguments), None
    for option in ("-cd", "--config-dir"):
        if option in kept:
            at = kept.index(option)
            own = Path(kept[at + 1]).resolve() if at + 1 < len(kept) else None
            del kept[at : at + 2]
    return kept if own is None else [*kept, f"hydra.searchpath=['file://{quote(str(own))}']"]


def _quoted(value: str) -> str:
    """Return a value as Hydra's grammar wants it: quoted, whatever characters it has."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _sentence(error: BaseException) -> str:
    """Return Hydra's complaint on one line, with the reason it hides in the cause."""
    causes = [error, *([error.__cause__] if error.__cause__ else [])]
    lines = [line.strip() for cause in causes for line in str(cause).splitlines() if line.strip()]
    hint = "; stance train --help lists what there is"
    return " ".join(dict.fromkeys(lines)) + hint
