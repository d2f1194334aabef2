"""Everything that the kit looks at, by group."""

from __future__ import annotations

from slarules.testing.bench import Check
from slarules.testing.checks import (
    completeness,
    deletion,
    faults,
    identity,
    resume,
    secrets,
    shape,
    time,
)

CHECKS: tuple[Check, ...] = (
    *shape.CHECKS,
    *identity.CHECKS,
    *completeness.CHECKS,
    *resume.CHECKS,
    *time.CHECKS,
    *deletion.CHECKS,
    *faults.CHECKS,
    *secrets.CHECKS,
)
"""Every check, in the order in which they are worth reading."""

BY_NAME = {check.name: check for check in CHECKS}
