"""`NotDrawn`: the reason why a run lacks a plot."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class NotDrawn:
    """Why something cannot be drawn for a model, in plain words."""

    reason: str
