"""What is checked of a whole contract once it is built: one small function a rule."""

from __future__ import annotations

from slarules.contract.checks.amounts import (
    caps_say_both_windows,
    parts_say_of_what,
    rates_have_their_moment,
    rates_only_convert,
)
from slarules.contract.checks.anchors import claims_have_their_moment
from slarules.contract.checks.bands import one_band_a_value
from slarules.contract.checks.checked import Check, Checked
from slarules.contract.checks.combining import (
    combined_alike,
    in_no_circle,
    one_factor_a_case,
    read_when_settled,
)
from slarules.contract.checks.counting import ends_before_cancels, measures_that_count
from slarules.contract.checks.falling import worse_earns_more
from slarules.contract.checks.idle import caps_bind, targets_are_open
from slarules.contract.checks.life import (
    every_clock_opens,
    items_have_periods,
    items_without_their_moment,
)
from slarules.contract.checks.literate import clauses_and_statements
from slarules.contract.checks.measures import measures_of_others
from slarules.contract.checks.names import unused
from slarules.contract.checks.overlays import internal_goals
from slarules.contract.checks.paid import paid_while_met, without_limit
from slarules.contract.checks.steps import credits_without_claim, settlement_order
from slarules.contract.checks.tables import exceptions_that_meet, one_row_a_case
from slarules.contract.checks.targets import (
    small_numbers_lead_on,
    targets_are_asked_with_the_contract,
)
from slarules.contract.checks.things_meant import things_are_meant
from slarules.contract.checks.time_in_periods import spans_have_periods

CHECKS: tuple[Check, ...] = (
    one_row_a_case,
    exceptions_that_meet,
    measures_that_count,
    ends_before_cancels,
    one_band_a_value,
    paid_while_met,
    worse_earns_more,
    without_limit,
    every_clock_opens,
    items_have_periods,
    items_without_their_moment,
    spans_have_periods,
    things_are_meant,
    rates_have_their_moment,
    rates_only_convert,
    parts_say_of_what,
    caps_say_both_windows,
    measures_of_others,
    targets_are_asked_with_the_contract,
    small_numbers_lead_on,
    targets_are_open,
    caps_bind,
    settlement_order,
    one_factor_a_case,
    in_no_circle,
    combined_alike,
    read_when_settled,
    credits_without_claim,
    claims_have_their_moment,
    internal_goals,
    unused,
    clauses_and_statements,
)
"""The table of contents: a new check is one function, one line here, one fixture, one page."""

__all__ = ["CHECKS", "Check", "Checked"]
