"""Assertions, claims and disputes on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from slarules.report.documents import written
from slarules.runs.manifest import evidence_of, hashes, sealed
from tests.entries.shop import audit, run, said
from tests.entries.test_round import ends, entries, statement

AS_OF = "2026-04-20"


@pytest.fixture
def march(shop: Path) -> Path:
    assert audit(shop, "march", "2026-04-01") == 0
    return shop


def verdicts(folder: Path, out: str) -> dict[str, str]:
    import csv

    with (folder / out / "verdicts.csv").open(encoding="utf-8") as file:
        return {row["item"]: row["verdict"] for row in csv.DictReader(file)}


def asserts(folder: Path, *words: str, at: str = "2026-04-05") -> int:
    return run(folder, "assert", "shop.sla", *words, *said(at))


# --- assertions --------------------------------------------------------------------------------


def test_a_disputed_fact_gives_a_range_until_it_is_agreed(march: Path) -> None:
    assert asserts(march, "T-3", "level", "P1", "--state", "disputed") == 0
    assert audit(march, "disputed", "2026-04-06") == 0
    assert verdicts(march, "disputed")["T-3"] == "missed"
    found = statement(march, "disputed")
    assert ends(found["total"]) == ("205.00", "405.00")
    assert any("level" in need and "T-3" in need for need in found["needs"])
    assert asserts(march, "T-3", "level", "P1", "--state", "agreed", at="2026-04-07") == 0
    assert audit(march, "agreed", "2026-04-08") == 0
    found = statement(march, "agreed")
    assert (ends(found["total"]), found["needs"]) == (("405.00", "405.00"), [])


def test_a_verdict_that_turns_on_a_disputed_fact_is_undetermined(march: Path) -> None:
    assert asserts(march, "T-2", "level", "P2", "--state", "disputed") == 0
    assert audit(march, "disputed", "2026-04-06") == 0
    assert verdicts(march, "disputed")["T-2"] == "undetermined"
    assert ends(statement(march, "disputed")["total"]) == ("105.00", "205.00")


def test_a_proposal_changes_nothing_and_is_told(
    march: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asserts(march, "T-3", "cause", "customer", "--state", "proposed") == 0
    assert "changes nothing until it is agreed" in capsys.readouterr().out
    assert audit(march, "proposed", "2026-04-06") == 0
    assert statement(march, "proposed") == statement(march, "march")
    assert "register:2: cause of T-3 is proposed" in capsys.readouterr().out


def test_an_explanation_names_the_entry(march: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert asserts(march, "T-3", "level", "P1", "--state", "agreed") == 0
    assert audit(march, "agreed", "2026-04-06") == 0
    capsys.readouterr()
    assert run(march, "explain", "agreed", "T-3") == 0
    assert "register:2" in capsys.readouterr().out


def test_an_explanation_names_what_takes_an_item_out(
    march: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asserts(march, "T-3", "cause", "customer", "--state", "agreed") == 0
    assert audit(march, "agreed", "2026-04-06") == 0
    capsys.readouterr()
    assert run(march, "explain", "agreed", "T-3") == 0
    assert "\nexcluded by customer_caused (clause 3)\n" in capsys.readouterr().out
    for item, by in (("T-3", {"by": "customer_caused", "clause": "3"}), ("T-1", None)):
        assert run(march, "explain", "agreed", item, "--format", "json") == 0
        [ledger] = json.loads(capsys.readouterr().out)["ledgers"]
        assert ledger["removed_by"] == by


def test_an_item_that_is_not_there_is_told(march: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert asserts(march, "T-33", "level", "P1", "--state", "agreed") == 0
    assert audit(march, "again", "2026-04-06") == 0
    assert "register:2: says something of an item or span that is not" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("T-3", "levle", "P1"), "no fact is called 'levle'; did you mean 'level'?"),
        (("T-3", "cause", "costumer"), "cause cannot be 'costumer'; did you mean 'customer'?"),
        (("T-3", "cause_agreed", "perhaps"), "there are yes, no"),
    ],
)
def test_words_that_the_contract_does_not_know_are_told_with_the_nearest(
    march: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], told: str
) -> None:
    before = entries(march)
    assert asserts(march, *words, "--state", "agreed") == 2
    assert told in capsys.readouterr().err
    assert entries(march) == before


@pytest.mark.parametrize("item", ["T" * 4_001, "T\udcff"])
def test_what_no_register_can_hold_is_wrong_use(march: Path, item: str) -> None:
    before = entries(march)
    assert asserts(march, item, "level", "P1", "--state", "agreed") == 2
    assert entries(march) == before


def test_an_entry_for_programs(march: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    more = ("--state", "agreed", "--since", "2026-03-04 10:00", "--evidence", "mail 7")
    assert asserts(march, "T-3", "level", "P1", *more, "--format", "json") == 0
    document = json.loads(capsys.readouterr().out)
    [entry] = document["entries"]
    assert document["schema_version"] == 1
    assert (entry["since"], entry["evidence"]) == ("2026-03-04T09:00:00Z", "mail 7")
    assert (entry["author"], entry["at"]) == ("Ben", "2026-04-04T22:00:00Z")


# --- claims ------------------------------------------------------------------------------------


def claims(folder: Path, *words: str, at: str = "2026-04-05") -> int:
    return run(folder, "claim", "march", *words, *said(at, "Shop", "credit note, please"))


@pytest.mark.parametrize(
    ("credit", "at", "told", "state"),
    [
        ("late", "2026-04-30 23:59", "in time: it can be claimed through 2026-04-30", "in time"),
        ("late", "2026-05-01 00:00", "too late: it could be claimed through 2026-04-30", "expired"),
        ("goodwill", "2026-04-05", "not needed", "not needed"),
    ],
)
def test_a_claim_says_how_much_and_whether_there_was_time(
    march: Path, capsys: pytest.CaptureFixture[str], credit: str, at: str, told: str, state: str
) -> None:
    assert claims(march, credit, "2026-03", at=at) == 0
    out = capsys.readouterr().out
    assert told in out
    assert "EUR 200.00" in out or credit == "goodwill"
    [row] = entries(march, "claim")
    assert json.loads(row[7])["state"] == state


def test_a_claim_counts_in_later_runs_and_is_made_once(
    march: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert claims(march, "late") == 0
    assert claims(march, "late", at="2026-04-06") == 2
    assert "late of 2026-03 is claimed already, by Shop" in capsys.readouterr().err
    assert audit(march, "again", "2026-05-20") == 0
    lines = {line["statement"]: line["state"] for line in statement(march, "again")["lines"]}
    assert lines == {"late": "claimed", "goodwill": "automatic"}
    assert statement(march, "again")["payable"]["least"] == "205.00"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("lat",), "march has no credit lat; did you mean 'late'?"),
        (("late", "2026-02"), "march has no late in 2026-02; did you mean '2026-03'?"),
        (("downtime",), "there are late, goodwill"),
    ],
)
def test_what_a_run_does_not_have_cannot_be_claimed(
    march: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], told: str
) -> None:
    assert claims(march, *words) == 2
    assert told in capsys.readouterr().err
    assert entries(march, "claim") == []


# --- disputes ----------------------------------------------------------------------------------


def dispute(folder: Path, *words: str, at: str) -> int:
    step, *rest = words
    return run(folder, "dispute", step, "shop.sla", *rest, *said(at))


def body(row: tuple[Any, ...]) -> dict[str, Any]:
    found = json.loads(row[7])
    assert isinstance(found, dict)
    return found


def test_a_dispute_makes_a_fact_unknown_until_it_is_settled(
    march: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert dispute(march, "open", "T-2", "level", "--period", "2026-03", at="2026-04-05") == 0
    out = capsys.readouterr().out
    assert "dispute 2 opened by Ben: level of T-2" in out
    assert "in time: the contract gives through 2026-04-20" in out
    assert "answered by 2026-04-15" in out
    assert audit(march, "open", "2026-04-06") == 0
    assert verdicts(march, "open")["T-2"] == "undetermined"
    assert dispute(march, "answer", "2", at="2026-04-10") == 0
    assert dispute(march, "settle", "2", "P2", at="2026-04-12") == 0
    assert audit(march, "settled", "2026-04-13") == 0
    assert verdicts(march, "settled")["T-2"] == "met"
    assert [body(row)["step"] for row in entries(march, "dispute")] == [
        "opened",
        "answered",
        "settled",
    ]


def test_a_step_after_its_last_day_is_late(march: Path) -> None:
    assert dispute(march, "open", "T-2", "level", "--period", "2026-03", at="2026-04-20 23:59") == 0
    assert dispute(march, "answer", "2", at="2026-05-01 00:00") == 0
    opened, answered = map(body, entries(march, "dispute"))
    assert (opened["late"], opened["due"]) == (False, "2026-04-20T22:00:00Z")
    assert (answered["late"], answered["due"]) == (True, "2026-04-30T22:00:00Z")


def test_a_dispute_that_is_opened_too_late_lets_the_fact_stand(
    march: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert dispute(march, "open", "T-2", "level", "--period", "2026-03", at="2026-04-21") == 0
    assert "too late: the contract gave through 2026-04-20" in capsys.readouterr().out
    assert audit(march, "again", "2026-04-25") == 0
    assert statement(march, "again") == statement(march, "march")


def test_a_new_register_is_told_and_made_of_no_refusal(
    march: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("statement", "issue", "march", "--register", "typo.db", *said("2026-04-05"))
    assert run(march, *words, "--period", "2026-04") == 2
    assert "did you mean '2026-03'" in capsys.readouterr().err
    assert not (march / "typo.db").exists()
    assert run(march, *words) == 0
    assert capsys.readouterr().err == "typo.db is a new register\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("open", "T-1", "level"), "name the period of T-1 with --period"),
        (("answer", "two"), "'two' is not a valid number"),
        (("open", "T-2", "level"), "level of T-2 is disputed already, in dispute 2"),
        (("answer", "9"), "no dispute of shop has the number 9; there is 2"),
        (("settle", "2"), "say what it is"),
        (("settle", "2", "P9"), "level cannot be 'P9'"),
        (("open", "T-2", "levle"), "did you mean 'level'?"),
        (("open", "lat", "--period", "2026-03"), "no credit is called 'lat'; did you mean 'late'?"),
        (("open", "late", "--period", "2026-Q1"), "write such as 2026-01"),
        (("open", "late"), "name what is disputed"),
    ],
)
def test_a_wrong_step_is_refused_with_the_reason(
    march: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], told: str
) -> None:
    assert dispute(march, "open", "T-2", "level", "--period", "2026-03", at="2026-04-05") == 0
    before = entries(march)
    assert dispute(march, *words, at="2026-04-06") == 2
    assert told in capsys.readouterr().err
    assert entries(march) == before


def test_nothing_follows_a_settlement_and_no_answer_comes_twice(
    march: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert dispute(march, "open", "late", "--period", "2026-03", at="2026-04-05") == 0
    assert dispute(march, "answer", "2", at="2026-04-04") == 2
    assert "it cannot be answered before that" in capsys.readouterr().err
    assert dispute(march, "answer", "2", at="2026-04-06") == 0
    assert dispute(march, "answer", "2", at="2026-04-07") == 2
    assert "it was answered by Ben" in capsys.readouterr().err
    assert dispute(march, "settle", "2", at="2026-04-08") == 0
    assert dispute(march, "settle", "2", at="2026-04-09") == 2
    assert "it was settled by Ben" in capsys.readouterr().err


def test_a_list_shows_each_dispute_with_its_steps(
    march: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert dispute(march, "open", "--period", "2026-03", at="2026-04-05") == 0
    assert dispute(march, "open", "T-2", "level", "--period", "2026-03", at="2026-04-05") == 0
    assert dispute(march, "settle", "3", "P2", at="2026-04-06") == 0
    capsys.readouterr()
    assert run(march, "dispute", "list", "shop.sla") == 0
    out = capsys.readouterr().out
    assert "dispute 2: the statement of 2026-03" in out
    assert "2026-04-06 settled by Ben: it is P2 (as agreed on the phone)" in out
    assert run(march, "dispute", "list", "shop.sla", "--format", "json") == 0
    first, second = json.loads(capsys.readouterr().out)["disputes"]
    assert (first["open"], second["open"]) == (True, False)
    assert [step["step"] for step in second["steps"]] == ["opened", "settled"]


def test_a_forged_run_whose_hashes_fit_is_told_and_no_defect(
    march: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (march / "march" / "statement.json").read_text("utf-8")
    (march / "march" / "statement.json").write_text(text.replace('"100.00"', '"lots"'), "utf-8")
    kept = json.loads((march / "march" / "manifest.json").read_bytes())
    kept["files"] = hashes(march / "march")
    del kept["files"]["manifest.json"]
    kept["evidence"] = evidence_of(kept["files"])
    (march / "march" / "manifest.json").write_text(written(sealed(kept)), "utf-8")
    assert claims(march, "late") == 2
    assert "holds what no run writes" in capsys.readouterr().err
