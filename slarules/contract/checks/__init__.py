"""What is checked of a whole contract once it is built: one small function a rule."""

from __future__ import annotations

from slarules.contract.checks.checked import Check, Checked

CHECKS: tuple[Check, ...] = ()
"""The table of contents: a new check is one function, one line here, one fixture, one page."""

__all__ = ["CHECKS", "Check", "Checked"]
