"""What a contract asks to be told of how both sides behave around their clocks."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from slarules.core.promises import UNWRITTEN, Budget, Origin


@dataclass(frozen=True, slots=True)
class Conduct:
    """One rule of conduct with its thresholds. What it finds is a finding, never a verdict.

    Attributes:
        rule: The name of the rule that looks, such as `waiting_set_before_deadline`.
        measures: Whose deadlines and goals are meant; `None` for all.
        within: How near to a deadline counts as near; `None` where the rule needs no such length.
        at_least_items: From how many items on there is a finding.
        at_least_share: From which share of the items looked at on there is a finding.
    """

    rule: str
    title: str
    measures: frozenset[str] | None = None
    within: Budget | None = None
    at_least_items: int = 1
    at_least_share: Fraction | None = None
    origin: Origin = UNWRITTEN
