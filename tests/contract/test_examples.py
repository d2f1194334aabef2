"""The example contracts load into the core, with what their texts say."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from slarules.contract import Loaded, load
from slarules.core.contract import Contract
from slarules.core.measures import BadTime, GoodShare, Intervals, ReadingIs
from slarules.core.money import Named, Part, Times
from slarules.core.promises import Budget, OneOf
from slarules.core.targets import ShareInTime
from slarules.instants import HOUR, MINUTE, Micros, instant
from slarules.resources import shipped

CONTRACTS = Path(str(shipped("rules"))) / "contracts"


def loaded(name: str) -> Loaded:
    return load(CONTRACTS / f"{name}.sla")


def contract(name: str) -> Contract:
    found = loaded(name).contract
    assert found is not None
    return found


@pytest.mark.parametrize(
    "name", ["harbour", "cirrus", "lighthouse", "meridian", "meridian-internal"]
)
def test_an_example_checks_without_errors(name: str) -> None:
    told = loaded(name)
    assert [p for p in told.problems if p.tier == "error"] == []
    assert told.contract is not None


def test_a_targets_table_is_one_promise_a_measure() -> None:
    promises = contract("harbour").versions[0].terms.promises
    assert list(promises) == ["respond", "resolve", "nine_in_ten.resolve"]
    resolve = promises["resolve"]
    assert resolve.columns == ("level",)
    assert resolve.rows[0].cells == (OneOf(frozenset({"P1"})),)
    assert resolve.rows[0].goal == Budget(Micros(4 * HOUR), "elapsed")
    assert resolve.rows[3].goal is None
    assert [e.name for e in resolve.exceptions] == ["quayside"]
    assert promises["respond"].exceptions == ()


def test_a_share_within_a_goal_of_its_own_is_a_promise_of_its_own() -> None:
    terms = contract("harbour").versions[0].terms
    target = terms.targets["nine_in_ten"]
    assert target.value == ShareInTime("nine_in_ten.resolve", "ticket")
    assert target.level == Fraction(9, 10)
    own = terms.promises["nine_in_ten.resolve"]
    assert own.table == "nine_in_ten"
    assert own.measure.name == "resolve"
    assert [row.goal for row in own.rows] == [Budget(Micros(6 * HOUR), "support")]


def test_bands_of_lateness_are_microseconds_and_of_shares_are_shares() -> None:
    owed = contract("harbour").versions[0].terms.credits
    upper = owed["late_p1"].bands[0].upper
    lower = owed["bulk_shortfall"].bands[0].lower
    assert upper is not None
    assert (upper.value, upper.included) == (Fraction(2 * HOUR), True)
    assert lower is not None
    assert (lower.value, lower.included) == (Fraction(85, 100), True)
    assert owed["bulk_shortfall"].bands[0].pays == (
        Part(Times(Fraction(1, 20), Named("monthly_fee"))),
    )


def test_dates_are_instants_in_the_zone_and_the_last_day_is_included() -> None:
    harbour = contract("harbour")
    assert harbour.starts == instant(datetime(2026, 1, 1, tzinfo=UTC))
    assert harbour.ends == instant(datetime(2029, 1, 1, tzinfo=UTC))
    assert contract("cirrus").ends is None
    assert contract("meridian").starts == instant(datetime(2024, 12, 31, 23, tzinfo=UTC))


def test_every_statement_keeps_its_clause() -> None:
    terms = contract("harbour").versions[0].terms
    assert terms.caps["monthly_cap"].origin.clause == "7.5"
    assert terms.promises["resolve"].rows[0].origin.clause == "4.1"
    assert terms.clocks["support"].clause == "2.1"


def test_bad_minutes_say_what_is_bad_and_what_exclusions_do() -> None:
    uptime = contract("cirrus").versions[0].terms.measures["uptime"].value
    limit, unit = Fraction(5, 100), MINUTE
    bad = Intervals(unit, ReadingIs("error_rate", "at least", limit), "good")
    assert uptime == GoodShare(BadTime(bad, service="storage-eu"), "both sides")


def test_an_amendment_makes_a_second_text_and_changes_the_row_it_names() -> None:
    first, second = contract("meridian").versions
    restore = [v.terms.promises["restore"].rows for v in (first, second)]
    assert restore[0][0].goal == Budget(Micros(4 * HOUR), "elapsed")
    assert restore[1][0].goal == Budget(Micros(3 * HOUR), "elapsed")
    assert restore[0][1] == restore[1][1]
    assert (list(first.terms.caps), list(second.terms.caps)) == ([], ["lower_cap"])
    assert second.terms.settlement.order == ("base", "at_risk", "lower_cap", "rounding")
    assert second.applies is not None
    assert [(one.item, one.moment) for one in second.applies] == [("ticket", "reported")]


def test_an_overlay_is_read_with_its_contract_and_brings_its_own_scenarios() -> None:
    overlaid = contract("meridian-internal")
    assert (overlaid.name, overlaid.overlay) == ("meridian", "meridian")
    internal = {p.name for p in overlaid.versions[-1].terms.promises.values() if p.internal}
    assert internal == {"restore_ops", "triage", "repair"}
    assert [v.name for v in overlaid.versions] == ["", "second", "second_internal"]
    assert len(overlaid.scenarios) == 3
    assert all(scenario.internal for scenario in overlaid.scenarios)
    between = overlaid.versions[0].terms.promises["triage"].between
    assert between is not None
    assert (between.giver, between.taker) == ("service_desk", "network")


def test_a_contract_alone_holds_nothing_internal() -> None:
    told = loaded("meridian")
    assert told.contract is not None
    assert told.contract.overlay is None
    promises = (p for v in told.contract.versions for p in v.terms.promises.values())
    assert not any(p.internal for p in promises)
    assert not any("internal" in text.name for text in told.files)


def test_every_text_that_was_read_is_kept() -> None:
    names = {Path(text.name).name for text in loaded("harbour").files}
    assert names == {"harbour.sla", "service-desk.sla", "IE-2026.1.sla"}


def test_what_is_taken_where_the_text_is_silent_is_said() -> None:
    said = [choice.says for choice in contract("harbour").choices]
    changed = "after a change the whole run counts again by the new row and on its clock"
    assert f"desk reads the level at the end: {changed}" in said
    assert "force_majeure removes time from all measures: respond and resolve" in said
