"""The model card: what a trained model is, what it was trained on, and how well it did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from stance.errors import first_of
from stance.evaluation import Evaluation
from stance.reports.card_metadata import front_matter
from stance.reports.summary import score_tables
from stance.reports.tables import Table

if TYPE_CHECKING:
    from stance.model import StanceModel

_LABELS: Final = {
    "stance": {
        "favor": ("the speaker is for the target", "{} has kept its word, and we are grateful."),
        "against": ("the speaker is against it", "{} has broken its word once too often."),
        "neutral": ("the speaker takes no side", "Talks with {} will go on in May."),
    },
    "sentiment": {
        "positive": ("the sentence sounds good", "It was a fine day for all of us, and for {}."),
        "negative": ("it sounds bad", "It was a sad day for all of us, and for {}."),
        "neutral": ("neither", "The delegation of {} arrived at noon."),
    },
}


def model_card(
    model: StanceModel,
    evaluation: Evaluation,
    contrasts: Sequence[Table],
    warnings: Sequence[str],
    *,
    checked: bool,
) -> str:
    """Return the ``README.md`` of a model folder.

    `contrasts` are the tables of floors and tests, `warnings` what a reader has to know of them;
    `checked` tells whether there were any floors and tests.
    """
    name = " ".join(f"{model.task} model of {model.details['corpus']['name']}".split())
    sections = {
        f"A {_cell(name)}": _summary(model),
        "What it is for, and what not": _use(model),
        "Labels": _labels(model),
        "Data": _data(model, evaluation),
        "Warnings": _warnings(warnings, checked=checked),
        "Scores": map(_plain, _scores(evaluation, contrasts)),
        "How to use it": _usage(model),
    }
    lines = [front_matter(model, evaluation, name)]
    for number, (title, body) in enumerate(sections.items()):
        lines += [f"#{'#' * bool(number)} {title}", "", *body, ""]
    return "\n".join(lines).rstrip() + "\n"


def _summary(model: StanceModel) -> Iterator[str]:
    asked = (
        "what the speaker of a sentence thinks of a target"
        if model.task == "stance"
        else "how a sentence sounds"
    )
    yield (
        f"Given a sentence, a target and, if known, a speaker, it says {asked}: "
        f"{', '.join(model.labels)}. It was trained with the stance toolkit."
    )


def _use(model: StanceModel) -> Iterator[str]:
    yield "- For research on, and sorting of, sentences like those it was trained on."
    yield (
        "- Expect other scores on other text: the ones below hold for examples drawn like those "
        "of the corpus. Label some of your own and score it before you rely on it."
    )
    refuses = _setting(model.estimator_, "unseen") == "error"  # of `PerTarget`
    answers = "it refuses" if refuses else "it answers, and `unseen_target` is true"
    yield f"- It was trained on the targets {_targets(model)}; asked about another, {answers}."
    yield "- Not for judging people, nor for decisions about them: single answers are often wrong."
    if scaled := model.details.get("calibration"):
        yield (
            f"- Its probabilities were calibrated ({scaled['method']}) on {scaled['n_dev']:,} "
            "examples held out for that."
        )
    if model.thresholds:
        yield (
            f"- It abstains (`abstained`) where the likeliest label's probability is below "
            f"{model.thresholds['probability']:.2f}. That is not the label neutral: neutral is "
            "an answer."
        )


def _labels(model: StanceModel) -> Iterator[str]:
    target = next((target for target in model.targets if target), "the alliance")
    yield "| label | meaning | an invented example |"
    yield "| --- | --- | --- |"
    for label in model.labels:
        meaning, example = _LABELS[model.task][label]
        yield f"| {label} | {meaning} | {example.format(_cell(target))} |"


def _data(model: StanceModel, evaluation: Evaluation) -> Iterator[str]:
    details = model.details
    corpus: Mapping[str, Any] = details["corpus"]
    size = f"{corpus['n']:,} examples, " if "n" in corpus else ""
    yield (
        f"The corpus {_cell(corpus['name'])} ({size}fingerprint {corpus['fingerprint'][:16]}); "
        f"the model learned from {details['n_train']:,} examples, {evaluation.n:,} were scored."
    )
    if counts := details.get("n_by_label"):
        told = ", ".join(f"{n:,} {label}" for label, n in counts.items())
        yield f"Learned from: {told}."
    if corpus.get("languages"):
        yield f"Language: {_cell(', '.join(corpus['languages']))}."
    if corpus.get("citation"):
        yield f"Cite: {_cell(corpus['citation'])}"


def _warnings(warnings: Sequence[str], *, checked: bool) -> Iterator[str]:
    if not checked:
        yield "It was not held against floors, nor against itself with other targets."
    elif not warnings:
        yield "None. Floors and tests are among the scores."
    yield from (f"- **{_cell(warning)}**" for warning in warnings)


def _scores(evaluation: Evaluation, contrasts: Sequence[Table]) -> Iterator[str]:
    if evaluation.n_resamples:
        yield (
            f"Brackets: {evaluation.confidence:.0%} percentile bootstrap intervals, "
            f"{evaluation.n_resamples:,} resamples of the scored examples."
        )
        yield ""
    if evaluation.folds and len({fold for fold, _ in evaluation.folds.splits}) > 1:
        yield (
            "Each example was scored by a model that had not seen it; the model in this folder "
            "then learned from all of them."
        )
        yield ""
    yield "\n".join(table.to_markdown() for table in (*score_tables(evaluation), *contrasts))


def _usage(model: StanceModel) -> Iterator[str]:
    target = next(iter(model.targets), "")
    yield from (
        "```python",
        "import stance",
        "",
        'model = stance.load("model")  # the folder this file is in',
        f'answer = model.predict("A sentence.", target={target!r})',
        "print(answer.label, answer.probabilities)",
        "```",
        "",
        "Needs `pip install stance-toolkit`. From the hub: "
        '`stance.StanceModel.from_pretrained("owner/name")`. Nothing in the folder is executed: '
        "types outside the toolkit's list are refused, files are held against their hashes, and "
        "the model has to answer a dozen sentences as it did when it was saved.",
    )


def _setting(estimator: Any, name: str) -> Any:
    """Return a setting of an estimator, or of what it wraps; None where none has it."""
    while not hasattr(estimator, name) and hasattr(estimator, "estimator"):
        estimator = estimator.estimator
    return getattr(estimator, name, None)


def _targets(model: StanceModel) -> str:
    return first_of(_cell(target) or "(none named)" for target in model.targets)


def _cell(words: str) -> str:
    """Return words that stay in their line and cell of Markdown."""
    return " ".join(_plain(words).replace("|", "\\|").split())


def _plain(words: str) -> str:
    """Return words of which Markdown makes neither HTML nor a link or picture."""
    return words.replace("<", "&lt;").replace("](", "]\\(")
