"""Reads sources part by part into a sink, so that nothing is lost and nothing comes twice."""

from __future__ import annotations

from slarules.pulling.context import LiveContext, StoppedError
from slarules.pulling.progress import Ear, Ears, Lines, Progress

__all__ = ["Ear", "Ears", "Lines", "LiveContext", "Progress", "StoppedError"]
