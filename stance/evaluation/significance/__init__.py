"""Whether one system is better than another, or only luckier: tests, and what they can see."""

from stance.evaluation.significance.comparison import Comparison, Difference, compare_systems
from stance.evaluation.significance.holm import holm
from stance.evaluation.significance.mcnemar import McNemar, clustered_mcnemar, mcnemar
from stance.evaluation.significance.power import minimum_detectable_difference
from stance.evaluation.significance.randomization import Randomization, approximate_randomization
from stance.evaluation.significance.seeds import SeedSummary, SeedTest, paired_seed_test
from stance.evaluation.significance.systems import Systems

__all__ = [
    "Comparison",
    "Difference",
    "McNemar",
    "Randomization",
    "SeedSummary",
    "SeedTest",
    "Systems",
    "approximate_randomization",
    "clustered_mcnemar",
    "compare_systems",
    "holm",
    "mcnemar",
    "minimum_detectable_difference",
    "paired_seed_test",
]
