"""From the words of a command line, through Hydra, to finished runs."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from stance.errors import ConfigError, RunError, StanceError
from stance.shipped import shipped
from stance.words import Words, quoted, translated

if TYPE_CHECKING:
    from omegaconf import DictConfig

    from stance.runs import Run


@dataclass(frozen=True)
class Launched:
    """The runs that finished, and what went wrong with the other jobs of a sweep."""

    runs: Sequence[Run] = ()
    failures: Sequence[str] = ()


def train(words: Sequence[str], *, quiet: bool, runs: Path, allow: Sequence[str]) -> Launched:
    """Run the experiments the words describe.

    Raises
    ------
    StanceError
        Where a single experiment fails; a sweep goes on with its next job.
    """
    if allow:
        sys.path.append(str(Path.cwd()))  # where a package of the user's own lies
    typed = Words.of(words)
    # Each job of a sweep tells here how it ended, maybe from another process. Readers of runs
    # do not look into folders with a dot.
    jobs = runs / ".sweeps" / f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{os.getpid()}" / "jobs.jsonl"
    finished: list[Path] = []

    def task(config: DictConfig) -> None:
        from hydra.core.hydra_config import HydraConfig
        from hydra.types import RunMode

        hydra = HydraConfig.get()
        command = typed.command(hydra.overrides.task)
        command += [word for package in allow for word in ("--allow", package)]
        if hydra.mode is not RunMode.MULTIRUN:
            finished.append(_run(config, command, quiet=quiet, runs=runs, allow=allow))
            return
        try:
            told = {"run": str(_run(config, command, quiet=quiet, runs=runs, allow=allow))}
        except StanceError as error:
            told = {"error": f"{' '.join(hydra.overrides.task)}: {error}"}
        with jobs.open("a", encoding="utf-8") as file:
            file.write(json.dumps(told) + "\n")

    run_hydra([*typed.to_hydra(), f"hydra.sweep.dir={quoted(str(jobs.parent))}"], task)
    if not finished and not jobs.is_file():
        return Launched()  # --cfg or --help
    from stance.runs import Run

    told = [json.loads(line) for line in jobs.open(encoding="utf-8")] if jobs.is_file() else []
    folders = finished + [Path(job["run"]) for job in told if "run" in job]
    failures = [job["error"] for job in told if "error" in job]
    return Launched([Run.load(folder) for folder in folders], failures)


def run_hydra(arguments: Sequence[str], task: Callable[[DictConfig], None]) -> None:
    """Compose a config and hand it to a task, once or once a sweep's job.

    Raises
    ------
    ConfigError
        If Hydra cannot compose it.
    """
    import hydra
    from hydra.errors import HydraException, InstantiationException
    from omegaconf.errors import OmegaConfBaseException

    # Hydra prints its own complaint and exits with 1 unless it is asked for the exception.
    os.environ["HYDRA_FULL_ERROR"] = "1"
    before, sys.argv = sys.argv, ["stance train", *arguments]
    try:
        hydra.main(version_base="1.3", config_path=str(shipped("configs")), config_name="config")(
            _quietly(task)
        )()
    except _Mistake as mistake:
        raise mistake.error from None
    except InstantiationException:  # a bug in what a config names
        raise
    except (HydraException, OmegaConfBaseException) as error:
        raise ConfigError(_sentence(error)) from error
    except OSError as error:
        raise RunError(f"the sweep cannot be written: {error}; choose --runs FOLDER") from error
    finally:
        sys.argv = before


def compose_corpus(name: str, overrides: Sequence[str]) -> DictConfig:
    """Return the root config with one corpus chosen, by name or by file."""
    from hydra import compose, initialize_config_dir
    from hydra.errors import HydraException

    words = [new for word in [f"corpus={name}", *overrides] for new in translated(word)]
    try:
        with initialize_config_dir(version_base="1.3", config_dir=str(shipped("configs"))):
            return compose("config", overrides=words)
    except HydraException as error:
        raise ConfigError(_sentence(error)) from error


def _run(
    config: DictConfig, command: Sequence[str], *, quiet: bool, runs: Path, allow: Sequence[str]
) -> Path:
    """Build an experiment and run it; return its folder."""
    from omegaconf import OmegaConf

    from stance.build import build, resolved
    from stance.reports.progress import shown

    with shown(sys.stderr, quiet=quiet) as progress:
        progress.step("reading the corpus")
        experiment = build(config, allow=allow)
        text = OmegaConf.to_yaml(OmegaConf.create(resolved(config)))
        return experiment.run(runs, config=text, command=command, progress=progress).folder


class _Mistake(BaseException):
    """Carries a user's mistake past Hydra, which prints lines of its own for any Exception."""

    def __init__(self, error: StanceError) -> None:
        super().__init__(error)
        self.error = error


def _quietly(task: Callable[[DictConfig], None]) -> Callable[[DictConfig], None]:
    def run(config: DictConfig) -> None:
        try:
            task(config)
        except StanceError as error:
            raise _Mistake(error) from error

    return run


def _sentence(error: BaseException) -> str:
    """Return Hydra's complaint on one line, with the reason it hides in the cause."""
    causes = [error, *([error.__cause__] if error.__cause__ else [])]
    lines = [line.strip() for cause in causes for line in str(cause).splitlines() if line.strip()]
    hint = "; stance train --help lists what there is"
    return " ".join(dict.fromkeys(lines)) + hint
