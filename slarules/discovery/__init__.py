"""From what a source has to a mapping: a first one to start with, and whether one still fits."""

from __future__ import annotations

from slarules.discovery.keeping import beside, keep, kept
from slarules.discovery.lint import Misfit, misfits
from slarules.discovery.starting import starter

__all__ = ["Misfit", "beside", "keep", "kept", "misfits", "starter"]
