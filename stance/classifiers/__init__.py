"""Classifiers that scikit-learn lacks; the rest of ``configs/classifier`` is scikit-learn's own."""

from stance.classifiers.class_weighted import ClassWeighted
from stance.classifiers.per_target import PerTarget
from stance.classifiers.tone import ToneAsStance

__all__ = ["ClassWeighted", "PerTarget", "ToneAsStance"]
