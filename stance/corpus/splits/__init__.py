"""Ways to divide a corpus into what is learnt from and what is scored.

Each is a frozen dataclass with ``split(corpus, task, *, seed) -> Sequence[Split]``.
"""

from stance.corpus.splits.by_date import ByDate
from stance.corpus.splits.few_shot import FewShot
from stance.corpus.splits.given import Given
from stance.corpus.splits.grouped import Grouped, GroupKFold
from stance.corpus.splits.leave_one_target_out import LeaveOneTargetOut
from stance.corpus.splits.split import Split, Splitter
from stance.corpus.splits.stratified import Stratified, StratifiedKFold
from stance.corpus.splits.train_by_test import TrainByTest

__all__ = [
    "ByDate",
    "FewShot",
    "Given",
    "GroupKFold",
    "Grouped",
    "LeaveOneTargetOut",
    "Split",
    "Splitter",
    "Stratified",
    "StratifiedKFold",
    "TrainByTest",
]
