"""Targets that are only scored are found, except where a split scores nothing else."""

import numpy as np

from stance.checks import Outcome, UnseenTargets
from stance.corpus.splits import LeaveOneTargetOut, Split


def test_targets_on_both_sides_pass(subject):
    assert UnseenTargets().look(subject()).outcome is Outcome.PASSED


def test_a_target_seen_only_in_test_is_found(subject):
    found = UnseenTargets().look(subject(target=lambda n, old: "the EU" if n >= 297 else old))
    assert found.outcome is Outcome.ISSUE
    assert found.sentence == (
        "3 of 120 scored rows are about targets that no row learned from is about: 'the EU'"
    )


def test_leaving_one_target_out_is_meant(subject):
    corpus = subject(split=lambda n, old: None).corpus
    splits = LeaveOneTargetOut().split(corpus, "stance", seed=0)
    found = UnseenTargets().look(subject(list(splits), split=lambda n, old: None))
    assert found.outcome is Outcome.NOT_APPLICABLE
    assert found.sentence == "every split scores nothing but unseen targets"


def test_one_fold_that_lacks_a_target_is_found(subject):
    folds = [
        Split("fold 1", np.arange(1, 300), np.array([0])),
        Split("fold 2", np.array([1, 3, 5]), np.array([6, 7, 8])),
    ]
    assert UnseenTargets().look(subject(folds)).sentence.startswith("2 of 4 scored rows")


def test_one_target_alone_is_nothing_to_look_at(subject):
    found = UnseenTargets().look(subject(target=lambda n, old: "NATO"))
    assert found.outcome is Outcome.NOT_APPLICABLE


def test_the_share_is_an_argument(subject):
    planted = subject(target=lambda n, old: "the EU" if n >= 297 else old)
    assert UnseenTargets(max_share=0.03).look(planted).outcome is Outcome.PASSED
