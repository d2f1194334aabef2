"""Reads sources part by part into a sink, so that nothing is lost and nothing comes twice."""

from __future__ import annotations

from slarules.pulling.context import LiveContext, StoppedError, stopped_by_keyboard
from slarules.pulling.progress import Ear, Ears, Lines, Progress, Seldom
from slarules.pulling.pull import Pulled, pull
from slarules.pulling.sink import Sink
from slarules.pulling.surroundings import context_of

__all__ = [
    "Ear",
    "Ears",
    "Lines",
    "LiveContext",
    "Progress",
    "Pulled",
    "Seldom",
    "Sink",
    "StoppedError",
    "context_of",
    "pull",
    "stopped_by_keyboard",
]
