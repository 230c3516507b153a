"""From the words of a command line, through Hydra, to finished runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from stance.build import find_experiment
from stance.errors import ConfigError, StanceError
from stance.shipped import shipped

if TYPE_CHECKING:
    from omegaconf import DictConfig

    from stance.runs import Run

DEFAULT_EXPERIMENT: Final = "nato_russia_baseline"
_FILES: Final = (".csv", ".tsv", ".jsonl", ".parquet", ".gz")
# Hydra's options that take a value, so that the value is not taken for an experiment's name.
_TAKES_VALUE: Final = {
    *("--config-dir", "-cd", "--config-name", "-cn", "--config-path", "-cp", "--package", "-p"),
    *("--cfg", "-c", "--info", "-i", "--experimental-rerun"),
}


def hydra_arguments(words: Sequence[str], runs: Path) -> list[str]:
    """Return the arguments Hydra gets for the words after ``stance train``.

    An experiment's name becomes its folder and file; ``corpus=FILE`` becomes
    ``corpus=file corpus.path=FILE``; a label of the user's own gets the ``++`` that Hydra
    wants for keys it does not know.

    >>> hydra_arguments(["corpus=my.csv", "corpus.labels.NONE=neutral"], Path("runs"))[:3]
    ['corpus=file', "corpus.path='my.csv'", '++corpus.labels.NONE=neutral']
    """
    options, plain = _sorted_out(words)
    names = [word for word in plain if "=" not in word and not word.startswith("~")]
    if len(names) > 1:
        raise ConfigError(f"one experiment at a time, not {' and '.join(names)}; sweep with -m")
    overrides = [new for word in plain if word not in names for new in _translated(word)]
    if not names and not any(word.startswith("corpus=") for word in plain):
        names = [DEFAULT_EXPERIMENT]
    if names and not {"--config-name", "-cn"} & set(options):
        path = find_experiment(names[0])
        options, more = _with_own_folder(options)
        options += ["-cd", str(path.parent), "-cn", path.stem]
        overrides += more
    # The record of a sweep, which readers of runs do not see.
    time = f"{datetime.now(UTC):%Y%m%dT%H%M%S}"
    return [*options, *overrides, f"hydra.sweep.dir={_quoted(str(runs / '.sweeps' / time))}"]


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
    except _Mistake as mistake:
        raise mistake.error from None
    except (HydraException, OmegaConfBaseException) as error:
        raise ConfigError(_sentence(error)) from error
    finally:
        sys.argv = before


class _Mistake(BaseException):
    """Carries a user's mistake past Hydra, which prints lines of its own for any Exception."""

    def __init__(self, error: StanceError) -> None:
        super().__init__(error)
        self.error = error


def train(words: Sequence[str], *, quiet: bool, runs: Path, allow: Sequence[str]) -> list[Run]:
    """Run the experiments the words describe; return their runs."""
    if allow:
        sys.path.insert(0, str(Path.cwd()))  # where a package of the user's own lies
    finished: list[Run] = []
    earlier = set(runs.glob("*/*/run.json"))

    def task(config: DictConfig) -> None:
        from hydra.core.hydra_config import HydraConfig
        from omegaconf import OmegaConf

        from stance.build import build, fingerprint, resolved
        from stance.reports.progress import shown

        try:
            with shown(sys.stderr, quiet=quiet) as progress:
                progress.step("reading the corpus")
                experiment = build(config, allow=allow)
                content = resolved(config)
                run = experiment.run(
                    runs,
                    config=OmegaConf.to_yaml(OmegaConf.create(content)),
                    fingerprint=fingerprint(content, experiment.corpus),
                    command=_command(HydraConfig.get()),
                    progress=progress,
                )
        except StanceError as error:
            raise _Mistake(error) from error
        finished.append(run)

    run_hydra(words, task, runs)
    if finished:
        return finished
    from stance.runs import Run

    # A launcher with processes of its own finished its runs there; --cfg and --help make none.
    return [Run.load(path.parent) for path in sorted({*runs.glob("*/*/run.json")} - earlier)]


def _command(hydra: Any) -> list[str]:
    """Return the words after ``stance train`` that give this job again."""
    name = hydra.job.config_name
    return [*([name] if name != "config" else []), *hydra.overrides.task]


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


def _sorted_out(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return Hydra's options with their values, and the other words: argparse wants them so."""
    options: list[str] = []
    plain: list[str] = []
    for before, word in zip(["", *words], words, strict=False):
        is_option = word.startswith("-") or before in _TAKES_VALUE
        (options if is_option else plain).append(word)
    return options, plain


def _translated(word: str) -> list[str]:
    """Return the Hydra overrides for one word of the user's."""
    key, _, value = word.partition("=")
    if key == "corpus" and (value == "-" or value.endswith(_FILES) or Path(value).is_file()):
        return ["corpus=file", f"corpus.path={_quoted(value)}"]
    if key.startswith("corpus.labels."):
        return [f"++{word}"]
    return [word]


def _with_own_folder(options: Sequence[str]) -> tuple[list[str], list[str]]:
    """Take ``-cd FOLDER`` out of the options, which an experiment needs, into an override."""
    at = next((i for i, word in enumerate(options[:-1]) if word in ("-cd", "--config-dir")), None)
    if at is None:
        return list(options), []
    folder = Path(options[at + 1]).resolve().as_uri()
    return [*options[:at], *options[at + 2 :]], [f"hydra.searchpath=[{_quoted(folder)}]"]


def _quoted(value: str) -> str:
    """Return a value as Hydra's grammar wants it: quoted, whatever characters it has."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _sentence(error: BaseException) -> str:
    """Return Hydra's complaint on one line, with the reason it hides in the cause."""
    causes = [error, *([error.__cause__] if error.__cause__ else [])]
    lines = [line.strip() for cause in causes for line in str(cause).splitlines() if line.strip()]
    hint = "; stance train --help lists what there is"
    return " ".join(dict.fromkeys(lines)) + hint
