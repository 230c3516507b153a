"""Predict what a speaker thinks of a target, and compare models honestly."""

from __future__ import annotations

from importlib.metadata import version

__version__ = version("stance-toolkit")
