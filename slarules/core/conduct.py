"""What a contract asks to be told of how both sides behave around their clocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from slarules.core.promises import UNWRITTEN, Budget, Origin

Threshold: TypeAlias = Literal["within", "at least items", "at least share"]
"""What a rule may need to be told; the last two any rule takes."""


@dataclass(frozen=True, slots=True)
class RuleForm:
    """What a rule of conduct needs of a contract.

    Attributes:
        needs: The thresholds that the contract has to declare.
        words: The words it looks at: of each group, the vocabulary has to have one.
        package: The package that brings it; `None` for a rule of slarules.
        is_statistical: Whether it looks at all runs together and holds the thresholds against
            them, and not against how many items show something.
    """

    name: str
    needs: frozenset[Threshold] = frozenset()
    words: tuple[tuple[str, ...], ...] = ()
    package: str | None = None
    is_statistical: bool = False


NEAR: frozenset[Threshold] = frozenset({"within"})
QUESTION = ("agent_message", "question_to_customer")

FORMS: Mapping[str, RuleForm] = {
    form.name: form
    for form in (
        RuleForm("waiting_set_before_deadline", NEAR),
        RuleForm("priority_lowered_after_deadline", words=(("level",),)),
        RuleForm("priority_raised_after_closing", words=(("level",),)),
        RuleForm("reopened_around_deadline", NEAR, (("status",),)),
        RuleForm("empty_reply", NEAR),
        RuleForm("waiting_without_question", NEAR, (QUESTION,)),
        RuleForm("answer_held_back", NEAR, (("customer_message",),)),
        RuleForm("held_open_across_period_end", NEAR),
        RuleForm(
            "heaping_under_goal",
            frozenset({"within", "at least items", "at least share"}),
            is_statistical=True,
        ),
    )
}
"""The rules that slarules brings."""


@dataclass(frozen=True, slots=True)
class Conduct:
    """One rule of conduct with its thresholds. What it finds is a finding, never a verdict.

    Attributes:
        rule: The name of the rule that looks, such as `waiting_set_before_deadline`.
        measures: Whose deadlines and goals are meant; `None` for all.
        within: How near to a deadline counts as near; `None` where the rule needs no such length.
        at_least_items: From how many items on there is a finding.
        at_least_share: From which share of the items looked at on there is a finding.
        package: The package that brings the rule; `None` for a rule of slarules.
        internal: Whether the provider alone asks, in an overlay; it then sees internal measures.
    """

    rule: str
    title: str
    measures: frozenset[str] | None = None
    within: Budget | None = None
    at_least_items: int = 1
    at_least_share: Fraction | None = None
    package: str | None = None
    internal: bool = False
    origin: Origin = UNWRITTEN

    @property
    def name(self) -> str:
        """By what the text calls it: each rule stands once."""
        return self.rule
