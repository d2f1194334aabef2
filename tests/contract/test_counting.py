"""What texts say of cycles, reopening, restarts and changes on the way, as the core holds it."""

from __future__ import annotations

from pathlib import Path

import pytest

from slarules.contract import load
from slarules.core.conditions import (
    ALWAYS,
    Becomes,
    Changes,
    Every,
    Happens,
    Is,
    Known,
    Not,
    StopsBeing,
)
from slarules.core.contract import Contract, Terms
from slarules.core.promises import Bounds, ItemAllowance, Measure, Promise, Reopening
from slarules.instants import HOUR, MINUTE, Micros
from slarules.resources import shipped

LIGHTHOUSE = Path(str(shipped("rules"))) / "contracts" / "lighthouse.sla"

HEAD = """language slarules 1

contract sample "Sample agreement"
  provider "Provider"
  customer "Customer"
  effective from 2026-01-01 through 2026-12-31
  timezone "Europe/Dublin"
  currency EUR
  assessed every calendar month
  periods before the start count as met
  tickets belong to the period of due
  measured by mapping sample_csv version 1
  rounded half up to the cent once per statement

use vocabulary "service-desk" version 2

"""

TABLE = """  table
  | level | NAME             |
  | P1    | 4 elapsed hours  |
  | P2    | 8 elapsed hours  |
  | P3    | 24 elapsed hours |
  | P4    | none             |
"""


def table(measure: str, judged: str = "  judged by level as reported\n") -> str:
    return f"{judged}{TABLE.replace('NAME', measure)}\n"


def contract(text: str, folder: Path) -> Contract:
    path = folder / "sample.sla"
    path.write_text(HEAD + text, encoding="utf-8")
    told = load(path)
    assert [str(problem) for problem in told.problems if problem.tier != "advice"] == []
    assert told.contract is not None
    return told.contract


@pytest.fixture(scope="module")
def lighthouse() -> Terms:
    told = load(LIGHTHOUSE)
    assert [problem.code for problem in told.problems] == ["A701"]
    assert told.contract is not None
    return told.contract.versions[0].terms


def measure(name: str, terms: Terms) -> Measure:
    return terms.promises[name].measure


SOLVED = Becomes("status", ("solved",))


def test_a_measure_of_each_time_repeats_and_keeps_its_conditions(lighthouse: Terms) -> None:
    found = measure("next_reply", lighthouse)
    assert found.repeats
    assert found.bounds == Bounds(
        (Happens("customer_message"),),
        (Happens("agent_message"), Happens("resolved")),
        where=Not(Is("status", ("closed",))),
    )


def test_next_is_kept_of_the_end_that_it_stands_before(lighthouse: Terms) -> None:
    found = measure("update", lighthouse)
    assert found.ends == (Happens("agent_message"), Happens("resolved"))
    assert found.bounds.next_ends == {Happens("agent_message")}
    assert found.unit == MINUTE


def test_a_measure_of_each_value_names_the_fact(lighthouse: Terms) -> None:
    found = measure("held", lighthouse)
    assert (found.each, found.repeats) == ("group", False)


def test_a_measure_counts_while_its_condition_holds(lighthouse: Terms) -> None:
    found = measure("hands_on", lighthouse)
    assert found.counts_while == Is("status", ("new", "open"))
    assert found.reopenings == (
        Reopening(
            (StopsBeing("status", ("solved",)),),
            "as a new cycle",
            origin=found.reopenings[0].origin,
        ),
    )


@pytest.mark.parametrize(
    ("name", "resuming"),
    [
        ("resolve", "without the time between"),
        ("close_down", "with the time between"),
        ("call_back", "starting again"),
        ("hands_on", "as a new cycle"),
    ],
)
def test_a_reopening_says_what_becomes_of_the_run(
    name: str, resuming: str, lighthouse: Terms
) -> None:
    assert [each.resuming for each in measure(name, lighthouse).reopenings] == [resuming]


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("respond", "as it changes keeping time used"),
        ("next_reply", "as reported"),
        ("hands_on", "at its highest"),
        ("relight", "as it changes starting again"),
        ("call_back", "as closed"),
        ("deliver_part", "at the end"),
    ],
)
def test_every_reading_is_kept(name: str, reading: str, lighthouse: Terms) -> None:
    assert dict(lighthouse.promises[name].readings)["level"] == reading


def test_a_pause_lies_between_two_occurrences_or_extends(lighthouse: Terms) -> None:
    pauses = {pause.name: pause for pause in lighthouse.pauses}
    asked = pauses["question_open"]
    bounds = Bounds((Happens("agent_message"),), (Happens("customer_message"),))
    assert (asked.between, asked.while_) == (bounds, Is("status", ("waiting_on_customer",)))
    assert (asked.effect, pauses["supplier_delay"].effect) == ("suspends", "extends")


def test_a_restart_names_its_measures_and_occurrences(lighthouse: Terms) -> None:
    [restart] = lighthouse.restarts
    assert (restart.name, restart.measures) == ("new_site", frozenset({"respond"}))
    assert restart.when == (Changes("site"),)
    assert restart.origin.clause == "B4.5"


def test_all_phrases_may_stand_below_a_measure_of_a_table(tmp_path: Path) -> None:
    text = (
        "targets touch\n"
        "  measures fix each time from reported or reopened until status becomes solved\n"
        "    counts while status is open and first_reply is known\n"
        "    counted in whole hours\n"
        "    reopens when status stops being solved where cause_agreed is no and starts again\n"
        + table("fix")
    )
    found = contract(text, tmp_path).versions[0].terms.promises["fix"].measure
    assert found.counts_while == Every((Is("status", ("open",)), Known("first_reply")))
    assert (found.repeats, found.unit) == (True, HOUR)
    assert [each.where for each in found.reopenings] == [Is("cause_agreed", ("no",))]


def test_time_is_excluded_while_something_holds_for_an_item(tmp_path: Path) -> None:
    text = (
        f"targets touch\n  measures fix from reported until resolved\n{table('fix')}"
        "exclude frozen\n"
        "  removes time while status is on_hold\n"
        "  provided question_to_customer is known\n"
        "  up to 2 elapsed hours for each ticket\n"
    )
    [pause] = contract(text, tmp_path).versions[0].terms.pauses
    assert (pause.name, pause.measures, pause.effect) == ("frozen", None, "excludes")
    assert (pause.while_, pause.provided) == (
        Is("status", ("on_hold",)),
        Known("question_to_customer"),
    )
    assert pause.allowance == ItemAllowance(Micros(2 * HOUR), "elapsed")


def test_a_cancel_and_a_restart_may_have_a_condition(tmp_path: Path) -> None:
    text = (
        f"targets touch\n  measures fix from reported until resolved\n{table('fix')}"
        "cancel gone\n  ends fix when merged where type is request even if missed\n\n"
        "restart moved\n  starts all measures again when site changes where type is request\n\n"
        "fact site one of quay, pier\n"
    )
    terms = contract(text, tmp_path).versions[0].terms
    [cancel], [restart] = terms.cancels, terms.restarts
    assert (cancel.where, cancel.even_if_missed) == (Is("type", ("request",)), True)
    assert (restart.where, restart.measures) == (Is("type", ("request",)), None)


# --- readings of measures -------------------------------------------------------------------------


def promise(text: str, folder: Path) -> Promise:
    return contract(text, folder).versions[0].terms.promises["fix"]


def test_a_measure_says_how_tables_read_facts_that_say_nothing(tmp_path: Path) -> None:
    text = "measure fix\n  from reported until resolved\n  judged at its highest\n\n"
    text += f"targets touch\n  measures fix\n{table('fix', '')}"
    found = promise(text, tmp_path)
    assert found.measure.reading == "at its highest"
    assert found.readings == (("level", "at its highest"),)


def test_what_the_table_says_goes_before_the_measure(tmp_path: Path) -> None:
    text = "measure fix\n  from reported until resolved\n  judged at its highest\n\n"
    found = promise(f"{text}targets touch\n  measures fix\n{table('fix')}", tmp_path)
    assert found.readings == (("level", "as reported"),)


def test_a_measure_of_a_table_says_how_it_is_judged(tmp_path: Path) -> None:
    text = "targets touch\n  measures fix from reported until resolved\n    judged as closed\n"
    text += table("fix", "")
    assert promise(text, tmp_path).readings == (("level", "as closed"),)


# --- amendments -----------------------------------------------------------------------------------

SIGNED = f"""measure fix
  from reported until status becomes solved
  reopens when reopened and starts again

targets touch
  measures fix
{table("fix")}
pause waiting
  suspends fix
  while status is waiting_on_customer

restart moved
  starts fix again when type changes

amendment first
  effective from 2026-07-01
"""


def amended(changes: str, folder: Path) -> tuple[Terms, Terms]:
    before, after = contract(SIGNED + changes, folder).versions
    return before.terms, after.terms


def test_an_amendment_changes_what_a_measure_counts(tmp_path: Path) -> None:
    changes = (
        "  replace in fix\n"
        "    each time from customer_message until next agent_message or status becomes solved\n"
        "    counts while status is open\n"
        "    reopens when reopened as a new cycle\n"
        "    reopens when status stops being solved and goes on with the time between\n"
    )
    before, after = (terms.promises["fix"].measure for terms in amended(changes, tmp_path))
    assert (before.repeats, after.repeats) == (False, True)
    assert after.ends == (Happens("agent_message"), SOLVED)
    assert after.counts_while == Is("status", ("open",))
    assert [each.resuming for each in before.reopenings] == ["starting again"]
    assert [each.resuming for each in after.reopenings] == [
        "as a new cycle",
        "with the time between",
    ]


def test_an_amendment_lets_a_pause_extend_and_lie_between(tmp_path: Path) -> None:
    changes = (
        "  replace in waiting\n    extends fix\n    from agent_message until customer_message\n"
    )
    before, after = (terms.pauses[0] for terms in amended(changes, tmp_path))
    assert (before.effect, before.between) == ("suspends", None)
    assert after.effect == "extends"
    assert after.between == Bounds((Happens("agent_message"),), (Happens("customer_message"),))
    assert (before.while_, before.provided) == (after.while_, ALWAYS)


REPLACED_BY_ANOTHER = """  remove restart moved
  add restart again
    starts all measures again when withdrawn
"""


@pytest.mark.parametrize(
    ("changes", "left"),
    [
        ("  remove restart moved\n", {}),
        ("  replace in moved\n    starts fix again when merged\n", {"moved": "merged"}),
        ("  replace restart moved\n    starts fix again when deleted\n", {"moved": "deleted"}),
        (REPLACED_BY_ANOTHER, {"again": "withdrawn"}),
    ],
)
def test_restarts_are_amended(changes: str, left: dict[str, str], tmp_path: Path) -> None:
    before, after = amended(changes, tmp_path)
    assert {restart.name for restart in before.restarts} == {"moved"}
    assert {each.name: each.when for each in after.restarts} == {
        name: (Happens(moment),) for name, moment in left.items()
    }


def test_a_measure_written_out_in_an_amendment_keeps_what_is_below_it(tmp_path: Path) -> None:
    changes = (
        "  replace in touch\n"
        "    measures call from restored until agent_note\n"
        "      counts while status is open\n"
        "      reopens when reopened and starts again\n"
        "    judged by level at the end\n"
        "    table\n"
        "    | level | fix             |\n"
        "    | P1    | 2 elapsed hours |\n"
    )
    path = tmp_path / "sample.sla"
    path.write_text(HEAD + SIGNED + changes, encoding="utf-8")
    assert {problem.code for problem in load(path).problems} == {"E412"}
