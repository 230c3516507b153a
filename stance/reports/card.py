"""The model card: what a trained model is, on what it was trained, and how well it did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from stance.evaluation import Evaluation
from stance.reports.summary import score_tables
from stance.reports.tables import Table

if TYPE_CHECKING:
    from stance.model import StanceModel


def model_card(
    model: StanceModel, evaluation: Evaluation, contrasts: Sequence[Table], warnings: Sequence[str]
) -> str:
    """Return the ``README.md`` of a model folder."""
    corpus = model.details["corpus"]
    targets = ", ".join(target or "(none named)" for target in model.targets)
    lines = [
        "# A stance model" if model.task == "stance" else "# A sentiment model",
        "",
        f"Predicts {', '.join(model.labels)} from a sentence, its target and its speaker. "
        f"Trained on {model.details['n_train']:,} examples of the corpus {corpus['name']} "
        f"(fingerprint {corpus['fingerprint'][:16]}); targets: {targets}.",
        "",
        "```python",
        "from stance import StanceModel",
        "",
        'model = StanceModel.load("model")',
        f'model.predict("A sentence.", target={(model.targets or ("",))[0]!r})',
        "```",
        "",
        "Expect other scores on other text: the ones below hold for examples drawn like those "
        "of the corpus.",
        "",
    ]
    told = [f"**{warning}**\n" for warning in warnings]
    tables = [table.to_markdown() for table in (*score_tables(evaluation), *contrasts)]
    return "\n".join([*lines, *told, *tables])
