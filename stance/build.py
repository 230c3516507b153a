"""From a Hydra config to an `Experiment`: the only place that instantiates a config."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stance import __version__
from stance.errors import ConfigError, StanceError, nearest
from stance.shipped import shipped

if TYPE_CHECKING:
    from omegaconf import DictConfig

    from stance.corpus import Corpus
    from stance.experiment import Experiment

TRUSTED_PACKAGES = ("stance", "sklearn")


def build(config: DictConfig, *, allow: Sequence[str] = ()) -> Experiment:
    """Return the experiment a composed config describes.

    Parameters
    ----------
    config
        The root config. A config is code, since ``_target_`` names what is called: never
        build one that came from someone else.
    allow
        Packages ``_target_`` may name beside ``stance`` and ``sklearn``.

    Raises
    ------
    StanceError
        If a key is unknown, a value missing, or ``_target_`` names another package.
    """
    from stance.experiment import Experiment

    experiment = _instantiate(config, allow)
    if not isinstance(experiment, Experiment):
        raise ConfigError(f"the root _target_ made {experiment!r}, wanted an Experiment")
    return experiment


def build_corpus(config: DictConfig, *, allow: Sequence[str] = ()) -> Corpus:
    """Return the corpus of a composed config, without the rest of the experiment."""
    from stance.corpus import Corpus

    corpus = _instantiate(config.corpus, allow)
    if not isinstance(corpus, Corpus):
        raise ConfigError(f"corpus._target_ made {corpus!r}, wanted a Corpus")
    return corpus


def resolved(config: DictConfig) -> dict[str, Any]:
    """Return the config with every interpolation replaced by its value."""
    from omegaconf import OmegaConf
    from omegaconf.errors import MissingMandatoryValue, OmegaConfBaseException

    try:
        content = OmegaConf.to_container(config, resolve=True, throw_on_missing=True)
    except MissingMandatoryValue as error:
        key = error.full_key
        raise ConfigError(f"{key} has no value; give it on the command line: {key}=...") from None
    except OmegaConfBaseException as error:
        raise ConfigError(f"the config cannot be resolved: {_first_line(error)}") from None
    return dict(content)  # type: ignore[arg-type]


def fingerprint(config: dict[str, Any], corpus: Corpus) -> str:
    """Return a SHA-256 over the resolved config, the corpus and the toolkit's version."""
    content = [config, corpus.fingerprint, __version__]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def find_experiment(name: str) -> Path:
    """Return the YAML file of an experiment given by path or by name.

    A name is looked up in ``experiments/`` here, then among the shipped ones.
    """
    if name.endswith((".yaml", ".yml")):
        path = Path(name)
        if not path.is_file():
            raise ConfigError(f"no experiment file {name}; a name without .yaml is looked up")
        return path.resolve()
    folders = (Path("experiments"), shipped("experiments"))
    for folder in folders:
        if (path := folder / f"{name}.yaml").is_file():
            return path.resolve()
    known = sorted({path.stem for folder in folders for path in folder.glob("*.yaml")})
    raise ConfigError(
        f"no experiment {name!r} in experiments/ or among the shipped ones "
        f"({', '.join(known)}){nearest(name, known)}"
    )


def _instantiate(config: DictConfig, allow: Sequence[str]) -> Any:
    """Call the config's ``_target_``, turning Hydra's complaints into one sentence."""
    from hydra.errors import InstantiationException
    from hydra.utils import instantiate

    content = resolved(config)
    for key, target in _targets(content):
        _check_target(key, target, (*TRUSTED_PACKAGES, *allow))
    try:
        return instantiate(content, _convert_="all")
    except InstantiationException as error:
        cause: BaseException | None = error
        while cause is not None:
            if isinstance(cause, StanceError):
                raise cause from None
            cause = cause.__cause__
        if not isinstance(error.__cause__, TypeError | ValueError):
            raise
        where = str(error).rpartition("full_key: ")
        key = where[2].strip() if where[1] else "the root config"
        raise ConfigError(f"{key}: {_first_line(error.__cause__)}") from error


def _targets(node: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield every ``_target_`` below a node with its key."""
    if isinstance(node, dict):
        if "_target_" in node:
            yield key or "the root config", str(node["_target_"])
        for name, child in node.items():
            yield from _targets(child, f"{key}.{name}".lstrip("."))
    elif isinstance(node, list):
        for position, child in enumerate(node):
            yield from _targets(child, f"{key}[{position}]")


def _check_target(key: str, target: str, packages: Sequence[str]) -> None:
    """Raise unless a ``_target_`` names something that an allowed package defines."""
    from hydra.utils import get_object

    refused = ConfigError(
        f"{key}: _target_ {target} is not of {', '.join(packages)}; "
        f"if it is your own, allow it with --allow {target.partition('.')[0]}"
    )
    if target.partition(".")[0] not in packages:
        raise refused
    try:
        found = get_object(target)
    except Exception as error:
        raise ConfigError(f"{key}: there is no {target} ({_first_line(error)})") from error
    # `stance.runs.os.system` starts with an allowed name, yet is not of the package.
    if str(getattr(found, "__module__", "")).partition(".")[0] not in packages:
        raise refused


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
