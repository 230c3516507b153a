"""From a Hydra config to an `Experiment`: the only place that instantiates a config."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from stance.errors import ConfigError, StanceError, nearest
from stance.shipped import shipped

if TYPE_CHECKING:
    from omegaconf import DictConfig

    from stance.checks import Checks
    from stance.corpus import Corpus
    from stance.evaluation import Evaluator
    from stance.experiment import Experiment

TRUSTED_PACKAGES: Final = ("stance", "sklearn")

# What of the toolkit a config may call: what makes parts of an experiment, nothing that writes.
_PARTS: Final = (
    "corpus",
    "vectorizers",
    "classifiers",
    "evaluation",
    "checks",
    "experiment",
)
# Classes of these do more than learn.
_NOT_ESTIMATORS: Final = {"datasets", "utils", "externals", "_build_utils", "tests", "callback"}


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


def build_checks(config: DictConfig) -> Checks:
    """Return the checks of a composed config."""
    from stance.checks import Checks

    checks = _instantiate(config.checks, ())
    if not isinstance(checks, Checks):
        raise ConfigError(f"checks._target_ made {checks!r}, wanted stance.checks.Checks")
    return checks


def build_evaluator(config: DictConfig) -> Evaluator:
    """Return the evaluator of a composed config, without the rest of the experiment."""
    from stance.evaluation import Evaluator

    evaluator = _instantiate(config.evaluation, ())
    if not isinstance(evaluator, Evaluator):
        raise ConfigError(f"evaluation._target_ made {evaluator!r}, wanted an Evaluator")
    return evaluator


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
    for key, value in _strings(content):
        # It would be resolved once more when the config is instantiated, behind every check.
        if "${" in value:
            raise ConfigError(f"{key}={value!r} has an interpolation that is left as text")
    return dict(content)  # type: ignore[arg-type]


def find_experiment(name: str) -> Path:
    """Return the YAML file of an experiment given by path or by name.

    A name is looked up in ``experiments/`` here, then among the shipped ones.
    """
    if name.endswith(".yaml"):
        return _checked(Path(name))
    folders = (Path("experiments"), shipped("experiments"))
    for folder in folders:
        if (path := folder / f"{name}.yaml").is_file():
            return _checked(path)
    known = sorted({path.stem for folder in folders for path in folder.glob("*.yaml")})
    raise ConfigError(
        f"no experiment {name!r} in experiments/ or among the shipped ones "
        f"({', '.join(known)}){nearest(name, known)}"
    )


def _checked(path: Path) -> Path:
    """Return an experiment's file, if Hydra will read this one and nothing runs beside it."""
    import yaml

    if not path.is_file():
        raise ConfigError(f"no experiment file {path}; a name without .yaml is looked up")
    if path.stem == "config":
        raise ConfigError(f"{path}: the name config is taken by the root; give it another one")
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is no YAML: {' '.join(str(error).split())}") from None
    if not isinstance(content, dict) or "config" not in (content.get("defaults") or ()):
        raise ConfigError(f"{path} is no experiment; begin it with: defaults: [config, _self_]")
    if "callbacks" in (content.get("hydra") or {}):
        # Hydra would call them before any config of ours is looked at.
        raise ConfigError(f"{path}: hydra.callbacks are not allowed in an experiment; remove them")
    return path.resolve()


def _instantiate(config: DictConfig, allow: Sequence[str]) -> Any:
    """Call the config's ``_target_``, turning Hydra's complaints into one sentence."""
    from hydra.errors import InstantiationException
    from hydra.utils import instantiate

    content = resolved(config)
    for key, value in _strings(content):
        if key.rpartition(".")[2] == "_target_":
            _check_target(key.removesuffix("_target_").rstrip("."), value, allow)
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
        way_out = "; to start from nothing: vectorizer=other or classifier=other"
        raise ConfigError(f"{key}: {_first_line(error.__cause__)}{way_out}") from error


def _strings(node: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield every string below a node with its key."""
    if isinstance(node, dict):
        for name, child in node.items():
            yield from _strings(child, f"{key}.{name}".lstrip("."))
    elif isinstance(node, list):
        for position, child in enumerate(node):
            yield from _strings(child, f"{key}[{position}]")
    elif isinstance(node, str):
        yield key, node


def _check_target(key: str, target: str, allow: Sequence[str]) -> None:
    """Raise unless a ``_target_`` names what makes a part of an experiment."""
    from hydra.utils import get_object

    where = key or "the root config"
    packages = (*TRUSTED_PACKAGES, *allow)
    refused = ConfigError(
        f"{where}: _target_ {target} is no estimator of sklearn, no part of stance and of no "
        f"package that was allowed; if it is your own: --allow {target.partition('.')[0]}"
    )
    if target.partition(".")[0] not in packages:
        raise refused
    try:
        found = get_object(target)
    except Exception as error:
        raise ConfigError(f"{where}: there is no {target} ({_first_line(error)})") from error
    if not _is_part(found, allow):
        raise refused


def _is_part(found: Any, allow: Sequence[str]) -> bool:
    """Tell whether an object is an estimator, makes a part of an experiment, or was allowed.

    Where it is defined counts, not how it was reached: ``stance.build.os.system`` starts with
    an allowed name.
    """
    package, *modules = str(getattr(found, "__module__", "")).split(".")
    if package == "sklearn":
        return inspect.isclass(found) and not _NOT_ESTIMATORS & set(modules)
    if package == "stance":
        return modules[:1] != [] and modules[0] in _PARTS
    return package in allow


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
