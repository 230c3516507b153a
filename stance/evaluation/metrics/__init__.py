"""The metrics, one a file; each names its source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from stance.evaluation.metrics.accuracy import Accuracy
from stance.evaluation.metrics.aurc import AURC, EAURC
from stance.evaluation.metrics.average_precision import AveragePrecision
from stance.evaluation.metrics.base import CountMetric, IntervalMetric, Metric
from stance.evaluation.metrics.brier import Brier
from stance.evaluation.metrics.dse_macro_f1 import DseMacroF1
from stance.evaluation.metrics.ece import ECE, ClasswiseECE
from stance.evaluation.metrics.f_avg import FAvg
from stance.evaluation.metrics.f_avg_by_target import FAvgByTarget
from stance.evaluation.metrics.kappa import Kappa
from stance.evaluation.metrics.log_loss import LogLoss
from stance.evaluation.metrics.macro_f1 import MacroF1
from stance.evaluation.metrics.macro_recall import MacroRecall
from stance.evaluation.metrics.mcc import MCC
from stance.evaluation.metrics.roc_auc import RocAuc
from stance.evaluation.metrics.worst_target_macro_f1 import WorstTargetMacroF1

__all__ = [
    "AURC",
    "EAURC",
    "ECE",
    "MCC",
    "METRICS",
    "Accuracy",
    "AveragePrecision",
    "Brier",
    "ClasswiseECE",
    "CountMetric",
    "DseMacroF1",
    "FAvg",
    "FAvgByTarget",
    "IntervalMetric",
    "Kappa",
    "LogLoss",
    "MacroF1",
    "MacroRecall",
    "Metric",
    "RocAuc",
    "WorstTargetMacroF1",
]

METRICS: Final[Mapping[str, type[Metric]]] = {
    "accuracy": Accuracy,
    "aurc": AURC,
    "average_precision": AveragePrecision,
    "brier": Brier,
    "classwise_ece": ClasswiseECE,
    "dse_macro_f1": DseMacroF1,
    "e_aurc": EAURC,
    "ece": ECE,
    "f_avg": FAvg,
    "f_avg_by_target": FAvgByTarget,
    "kappa": Kappa,
    "log_loss": LogLoss,
    "macro_f1": MacroF1,
    "macro_recall": MacroRecall,
    "mcc": MCC,
    "roc_auc": RocAuc,
    "worst_target_macro_f1": WorstTargetMacroF1,
}
"""By the names under which ``configs/metric/`` has them, for what is scored without a config."""
