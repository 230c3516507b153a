"""The metadata at the head of a model card, as the Hugging Face hub reads it.

https://github.com/huggingface/hub-docs/blob/main/modelcard.md?plain=1
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, Final

import yaml

from stance.evaluation import Evaluation

if TYPE_CHECKING:
    from stance.model import StanceModel

# The hub's names of metrics; several of ours are one of theirs under different averages.
_METRICS: Final = {
    "accuracy": "accuracy",
    "average_precision": "average_precision",
    "brier": "brier_score",
    "dse_macro_f1": "f1",
    "f_avg": "f1",
    "f_avg_by_target": "f1",
    "kappa": "cohen_kappa",
    "log_loss": "log_loss",
    "macro_f1": "f1",
    "macro_recall": "recall",
    "mcc": "matthews_correlation",
    "roc_auc": "roc_auc",
    "worst_target_macro_f1": "f1",
}

# What a corpus's citation may say of its licence, and the hub's names for it.
_LICENCES: Final = {
    "CC BY 4.0": "cc-by-4.0",
    "CC BY-SA 4.0": "cc-by-sa-4.0",
    "CC BY-NC 4.0": "cc-by-nc-4.0",
    "CC BY-NC-SA 4.0": "cc-by-nc-sa-4.0",
    "CC0": "cc0-1.0",
}


def front_matter(model: StanceModel, evaluation: Evaluation, name: str) -> str:
    """Return the metadata of a card between its two rules; `name` is the model's."""
    corpus = model.details["corpus"]
    content = {
        **_language(corpus.get("languages", ())),
        **_licence(corpus.get("citation", "")),
        "library_name": "stance-toolkit",
        "pipeline_tag": "text-classification",
        "tags": ["stance-detection" if model.task == "stance" else "sentiment-analysis", "skops"],
        "datasets": [_slug(corpus["name"])],
        "metrics": sorted({_METRICS.get(metric, metric) for metric in evaluation.metrics}),
        "model-index": [{"name": name, "results": [_result(model, evaluation)]}],
    }
    text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=1000)
    return f"---\n{text}---\n"


def _result(model: StanceModel, evaluation: Evaluation) -> dict[str, Any]:
    corpus = model.details["corpus"]
    return {
        "task": {
            "type": "text-classification",
            "name": "Stance detection" if model.task == "stance" else "Sentiment analysis",
        },
        "dataset": {
            "type": _slug(corpus["name"]),
            "name": corpus["name"],
            "revision": corpus["fingerprint"],
        },
        "metrics": [
            {
                "type": _METRICS.get(metric, metric),
                "name": evaluation.titles[metric],
                "value": round(of.value, 4),
                **_interval(of.low, of.high, evaluation.confidence),
            }
            for metric, of in evaluation.metrics.items()
            if not math.isnan(of.value)
        ],
    }


def _interval(low: float, high: float, confidence: float) -> dict[str, Any]:
    if math.isnan(low) or math.isnan(high):
        return {}
    return {"args": {"low": round(low, 4), "high": round(high, 4), "confidence": confidence}}


def _language(languages: Any) -> dict[str, Any]:
    codes = [code for code in languages if re.fullmatch(r"[a-z]{2,3}", code)]
    return {"language": codes} if codes else {}


def _licence(citation: str) -> dict[str, str]:
    # The longest first: "CC BY 4.0" is part of no other, "CC0" might be.
    for words, name in _LICENCES.items():
        if words in citation:
            return {"license": name}
    return {"license": "other", "license_name": "that-of-the-corpus"}


def _slug(name: str) -> str:
    """Return a corpus's name as the hub names data sets."""
    return re.sub(r"[^\w.-]+", "-", name, flags=re.ASCII).strip("-.") or "corpus"
