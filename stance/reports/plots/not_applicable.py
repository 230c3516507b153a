"""`NotApplicable`: the reason why a plot cannot be drawn."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class NotApplicable:
    """Why something cannot be drawn for a model, in plain words."""

    reason: str
