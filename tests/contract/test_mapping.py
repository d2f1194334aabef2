"""Mappings are checked against the vocabulary before any data is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from slarules.contract.mapping import load_mapping
from slarules.contract.problems import mapping as mapping_problems
from slarules.contract.problems.told import Told
from slarules.core.mapping import Layout, Table
from slarules.errors import UsageError
from slarules.instants import iso
from tests.contract.marks import expected, fixtures, found
from tests.gathering import EVENTS, TICKETS, harbour, load
from tests.shared import ROOT

BAD = fixtures(Path(__file__).parent / "bad_mappings")
SHIPPED = sorted((ROOT / "adapters").glob("*/slarules_*/mapping/*.sla"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_mappings_have_no_problem(path: Path) -> None:
    loaded = load_mapping(path)
    assert loaded.problems == ()
    assert loaded.mapping is not None


def test_a_mapping_says_how_its_files_are_written(tmp_path: Path) -> None:
    text = """
  tickets from "tickets*.csv"
  a ticket is named by column "Ticket ID"
  outages from "works.csv"
  fields are separated by ";"
  dates are written day.month.year
  numbers are written with a decimal comma
  times without an offset are in "Europe/Berlin"
  history is complete through 2026-06-30 24:00
  reported is column "Created"
"""
    loaded = load(tmp_path, text).mapping
    assert loaded is not None
    assert loaded.layout == Layout(
        (
            Table("wide", "ticket", "tickets*.csv", "Ticket ID"),
            Table("outages", None, "works.csv"),
        ),
        separator=";",
        dates="day.month.year",
        decimal="comma",
        zone="Europe/Berlin",
        complete_through=loaded.layout.complete_through,
    )
    assert isinstance(loaded.layout.complete_through, int)
    assert iso(loaded.layout.complete_through) == "2026-06-30T22:00:00Z"


def test_a_mapping_says_how_far_its_outages_go(tmp_path: Path) -> None:
    said = "  outages are complete through 2026-06-20 24:00\n"
    loaded = load(tmp_path, EVENTS + '  outages from "works.csv"\n' + said).mapping
    assert loaded is not None
    assert isinstance(loaded.layout.spans_complete_through, int)
    assert iso(loaded.layout.spans_complete_through) == "2026-06-21T00:00:00Z"
    latest = "  outages are complete through the latest time in the file\n"
    loaded = load(tmp_path, EVENTS + latest).mapping
    assert loaded is not None
    assert loaded.layout.spans_complete_through == "latest"
    assert loaded.layout.complete_through == "latest"
    text = '  events from "e.csv"\n' + said
    assert {p.code for p in load(tmp_path, text).problems} == {"E808", "A853"}


def test_the_sentences_of_a_word_are_kept_as_written(tmp_path: Path) -> None:
    rules = '  level is P1 when field "p" is "1"  # urgent\n  level is P4 otherwise\n'
    loaded = load(tmp_path, EVENTS + rules).mapping
    assert loaded is not None
    assert loaded.says["level"] == ('level is P1 when field "p" is "1"', "level is P4 otherwise")


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ('levl is P1 when field "p" is "1"', "E201"),
        ('level is P9 when field "p" is "1"', "E207"),
        ("level is when created", "E801"),
        ('reported is P1 when field "p" is "1"', "E801"),
        ("customer_message is the first public comment by a customer", "E801"),
        ('level is P1 when author is "bob"', "E804"),
        ("level is P1 otherwise\n  level is P2 otherwise", "E805"),
        ('site is the value of field "a"\n  site is the value of field "b"', "E805"),
        ('tickets from "t.csv"', "E803"),
        ('phones from "t.csv"', "E201"),
        ("fees are complete through the latest time in the file", "E201"),
        ("dates are written year.month.day", "E807"),
        ('fields are separated by "::"', "E807"),
        ('files are encoded in "klingon"', "E807"),
        ("first_reply is the first public comment by an agent after promised", "E810"),
        (
            """first_reply is the first public comment by an agent after assigned
  assigned is the first public comment by an agent before first_reply""",
            "E806",
        ),
        ('level is P1 when field "p" is "1"\n  level is P2 when field "p" is "1"', "W851"),
        ('sunshine is each outage where field "p" is "1"', "E201"),
        ('maintenance told is the time in field "p"', "E201"),
    ],
)
def test_a_rule_that_cannot_be_is_told_with_its_code(tmp_path: Path, rule: str, code: str) -> None:
    loaded = load(tmp_path, f"{EVENTS}  {rule}\n")
    assert code in {problem.code for problem in loaded.problems}
    assert (loaded.mapping is None) == code.startswith("E")
    assert all(problem.span.line > 3 for problem in loaded.problems if problem.code == code)


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    rules = (
        '  levl is P1 when field "p" is "1"\n  level is P9 otherwise\n  resolvd is when created\n'
    )
    codes = [problem.code for problem in load(tmp_path, EVENTS + rules).problems]
    assert codes == ["E201", "E207", "E201"]


def test_a_mapping_without_files_zone_or_end_is_told(tmp_path: Path) -> None:
    assert {p.code for p in load(tmp_path, '  level is P1 when field "p" is "1"\n').problems} == {
        "E802",
        "A853",
    }
    text = '  events from "e.csv"\n  history is complete through 2026-06-30 24:00\n'
    assert {p.code for p in load(tmp_path, text).problems} == {"E808"}


def test_a_history_that_one_row_an_item_does_not_have_is_a_warning(tmp_path: Path) -> None:
    text = TICKETS + "  first_reply is the first public comment by an agent\n"
    loaded = load(tmp_path, text)
    assert [problem.code for problem in loaded.problems] == ["W852"]
    assert loaded.mapping is not None


def test_the_vocabulary_must_be_there_in_its_version(tmp_path: Path) -> None:
    path = tmp_path / "m.sla"
    head = 'language slarules 1\n\nmapping m version 1 of "service-desk" version {} from "csv"\n'
    path.write_text(head.format(9) + EVENTS, "utf-8")
    assert [problem.code for problem in load_mapping(path).problems] == ["E205"]
    path.write_text(head.format(2).replace("service-desk", "nowhere") + EVENTS, "utf-8")
    assert [problem.code for problem in load_mapping(path).problems] == ["E204"]
    with pytest.raises(UsageError, match="the contract uses"):
        load_mapping(path, harbour())


def test_a_file_without_a_mapping_is_told(tmp_path: Path) -> None:
    loaded = load(tmp_path, 'language slarules 1\n\nvocabulary "v" version 1\n')
    assert [problem.code for problem in loaded.problems] == ["E809"]


def test_a_contract_may_use_fewer_levels_than_its_mapping_knows(tmp_path: Path) -> None:
    path = tmp_path / "m.sla"
    load(tmp_path, EVENTS + '  site is harbourmaster when field "s" is "H"\n')
    assert load_mapping(path, harbour()).mapping is not None


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_fixture_has_the_problems_it_is_marked_with_and_no_other(path: Path) -> None:
    told = load_mapping(path).problems
    code = path.stem[:4]
    assert found(told, {code}) == (expected(path) or [(1, code)])
    assert all(problem.fix and problem.fix.advice for problem in told)


def test_every_problem_of_a_mapping_has_a_fixture() -> None:
    kinds = (k for k in vars(mapping_problems).values() if isinstance(k, type) and k is not Told)
    codes = {kind.code for kind in kinds if issubclass(kind, Told)}
    assert codes == {path.stem[:4] for path in BAD}
