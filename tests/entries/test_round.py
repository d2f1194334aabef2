"""The month's round: audit, issue, a late event, a revision; what was issued never changes."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from slarules import pipeline
from slarules.cli.exits import WRONG_USE
from tests.entries.shop import LATE_ROW, MAPPING, ROWS, audit, export, run, said

CLOSED = "2026-04-02"


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def entries(folder: Path, kind: str | None = None) -> list[tuple[Any, ...]]:
    """Return the rows of a register, which nothing here opens for writing."""
    with sqlite3.connect(f"file:{folder / 'slarules.db'}?mode=ro", uri=True) as database:
        found = database.execute("SELECT * FROM entry ORDER BY number").fetchall()
    return [row for row in found if kind in (None, row[1])]


def statement(folder: Path, out: str) -> dict[str, Any]:
    [found] = json.loads((folder / out / "statement.json").read_text("utf-8"))["statements"]
    assert isinstance(found, dict)
    return found


def ends(amount: dict[str, Any]) -> tuple[str, str]:
    return amount["least"]["shown"], amount["most"]["shown"]


@pytest.fixture
def closed(shop: Path) -> Path:
    """March is audited and its statement issued."""
    assert audit(shop, "march", "2026-04-01") == 0
    assert run(shop, "statement", "issue", "march", *said(CLOSED)) == 0
    return shop


def test_a_late_event_in_a_closed_month_gives_revision_2_and_never_changes_revision_1(
    closed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, before = contents(closed / "march"), entries(closed)
    assert statement(closed, "march")["revision"] == 1
    assert statement(closed, "march")["adjustment"] is None
    export(closed, (*ROWS, LATE_ROW))
    assert audit(closed, "again", "2026-04-10") == 0
    assert re.search(r"adjustment +\+EUR 300.00 +to revision 1", capsys.readouterr().out)
    found = statement(closed, "again")
    assert (found["revision"], found["adjustment"]["revision"]) == (2, 1)
    assert ends(found["total"]) == ("505.00", "505.00")
    assert ends(found["adjustment"]) == ("300.00", "300.00")
    assert ends(found["adjustment"]["issued"]) == ("205.00", "205.00")
    [late] = found["adjustment"]["credits"]
    assert (late["statement"], *ends(late)) == ("late", "300.00", "300.00")
    assert run(closed, "statement", "revise", "again", *said("2026-04-11")) == 0
    assert contents(closed / "march") == folder
    assert entries(closed)[: len(before)] == before
    assert [json.loads(row[7])["revision"] for row in entries(closed, "statement")] == [1, 2]


def test_a_revision_once_issued_is_what_later_runs_say(closed: Path) -> None:
    export(closed, (*ROWS, LATE_ROW))
    assert audit(closed, "again", "2026-04-10") == 0
    assert run(closed, "statement", "revise", "again", *said("2026-04-11")) == 0
    assert audit(closed, "later", "2026-04-20") == 0
    again, later = statement(closed, "again"), statement(closed, "later")
    assert later == again


def set_aside(run: Path) -> None:
    """Leave a run as a writer does that ends between its two renames."""
    room = run.with_name(f".{run.name}.killed")
    room.mkdir()
    run.rename(room / "old")


@pytest.mark.parametrize("prepared", [contents, set_aside])
def test_the_run_of_an_issued_statement_is_not_replaced(
    closed: Path, prepared: Callable[[Path], object], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, before = contents(closed / "march"), entries(closed)
    prepared(closed / "march")
    export(closed, (*ROWS, LATE_ROW))
    capsys.readouterr()
    assert audit(closed, "march", "2026-04-10") == WRONG_USE
    told = capsys.readouterr().err
    assert "march is not replaced" in told
    assert "revision 1 of the statement of 2026-03, issued by Ben (entry 2)" in told
    assert "name another folder" in told
    assert contents(closed / "march") == folder
    assert entries(closed) == before


@pytest.mark.parametrize(
    "words",
    [
        ("explain", "march", "T-1"),
        ("verify", "march"),
        ("report", "march", "--out", "march.pdf"),
        ("statement", "issue", "march", *said(CLOSED)),
        ("runs", "compare", "march", "march"),
    ],
)
def test_a_run_that_was_set_aside_is_told_with_how_it_comes_back(
    closed: Path, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    set_aside(closed / "march")
    assert run(closed, *words) == WRONG_USE
    told = capsys.readouterr().err
    assert "the run in march was set aside" in told
    assert "'slarules audit' with the same --out brings it back" in told


def test_a_statement_that_is_issued_while_an_audit_computes_keeps_its_run(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert audit(shop, "march", "2026-04-01") == 0
    folder, computed = contents(shop / "march"), pipeline.audited

    def issuing(*given: Any, **named: Any) -> Any:  # noqa: ANN401  # whatever `audited` takes
        found = computed(*given, **named)
        assert run(shop, "statement", "issue", "march", *said(CLOSED)) == 0
        return found

    monkeypatch.setattr(pipeline, "audited", issuing)
    assert audit(shop, "march", "2026-04-01") == WRONG_USE
    assert contents(shop / "march") == folder


def test_a_run_whose_statement_was_not_issued_is_replaced(shop: Path) -> None:
    assert audit(shop, "march", "2026-04-01") == 0
    assert audit(shop, "march", "2026-04-01") == 0
    assert run(shop, "statement", "issue", "march", *said(CLOSED)) == 0


def test_a_run_that_does_not_differ_is_the_issued_revision(
    closed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit(closed, "again", "2026-04-10") == 0
    assert statement(closed, "again") == statement(closed, "march")
    assert run(closed, "statement", "revise", "again", *said("2026-04-11")) == 2
    assert "does not differ from it; it stands" in capsys.readouterr().err


def test_a_run_as_of_before_the_issue_says_what_it_said_then(
    closed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = contents(closed / "march")
    assert audit(closed, "once-more", "2026-04-01") == 0
    assert "1 entry of the register lies after the as-of instant" in capsys.readouterr().err
    second = contents(closed / "once-more")
    for files in (first, second):
        del files["manifest.json"]
    assert second == first
    assert run(closed, "statement", "revise", "once-more", *said("2026-04-11")) == 2
    assert "audit again with --as-of 2026-04-02T00:00:00 or later" in capsys.readouterr().err


def test_a_statement_is_issued_once(closed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = entries(closed)
    assert run(closed, "statement", "issue", "march", *said("2026-04-03")) == 2
    assert "is issued already: revision 1 of 2026-03 was issued by Ben" in capsys.readouterr().err
    asked = ("--period", "2026-03", *said("2026-04-03"))
    assert run(closed, "statement", "issue", "march", *asked) == 2
    assert entries(closed) == before


def test_of_two_who_issue_at_once_one_is_told_that_the_other_did(
    shop: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert audit(shop, "march", "2026-04-01") == 0
    issue = [sys.executable, "-m", "slarules", "statement", "issue", "march", "--period", "2026-03"]
    both = [
        subprocess.Popen([*issue, *said(CLOSED, who)], cwd=shop) for who in ("Anna", "Ben", "Cleo")
    ]
    assert sorted(each.wait(60) for each in both) == [0, 2, 2]
    assert "revision 1 of 2026-03 was issued by" in capfd.readouterr().err
    assert len(entries(shop, "statement")) == 1


def test_nothing_is_revised_that_was_not_issued(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit(shop, "march", "2026-04-01") == 0
    assert run(shop, "statement", "revise", "march", *said(CLOSED)) == 2
    assert "statement issue records the first" in capsys.readouterr().err


def test_a_list_shows_what_was_issued_and_revised(
    closed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export(closed, (*ROWS, LATE_ROW))
    assert audit(closed, "again", "2026-04-10") == 0
    assert run(closed, "statement", "revise", "again", *said("2026-04-11", "Anna")) == 0
    capsys.readouterr()
    assert run(closed, "statement", "list", "shop.sla") == 0
    _, first, second = capsys.readouterr().out.splitlines()
    assert re.fullmatch("2026-03 +1 +EUR 205.00 +final +2026-04-02 +Ben", first)
    assert re.fullmatch(r"2026-03 +2 +EUR 505.00 +\+EUR 300.00 +final +2026-04-11 +Anna", second)
    assert run(closed, "statement", "list", "shop.sla", "--format", "json") == 0
    found = json.loads(capsys.readouterr().out)
    assert [each["revision"] for each in found["statements"]] == [1, 2]


def test_a_changed_run_is_not_issued(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit(shop, "march", "2026-04-01") == 0
    changed = shop / "march" / "statement.json"
    changed.write_text(changed.read_text("utf-8").replace("205.00", "105.00"), "utf-8")
    assert run(shop, "statement", "issue", "march", *said(CLOSED)) == 2
    assert "not as the run wrote it (statement.json)" in capsys.readouterr().err
    assert entries(shop, "statement") == []


def test_a_run_for_the_provider_is_neither_issued_nor_claimed_from(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit(shop, "march", "2026-04-01", "--audience", "provider") == 0
    assert run(shop, "statement", "issue", "march", *said(CLOSED)) == 2
    assert "audit again with --audience customer" in capsys.readouterr().err
    assert run(shop, "claim", "march", "late", *said(CLOSED)) == 2


def test_a_statement_is_not_issued_before_what_it_counts(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit(shop, "march", "2026-04-01") == 0
    assert run(shop, "statement", "issue", "march", *said("2026-03-31")) == 2
    assert "cannot be issued before that" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--by", "Ben", "--reason", "x", "--at", "2999-01-01"), "lies in the future"),
        (("--by", " ", "--reason", "x"), "--by is empty"),
        (("--by", "Ben", "--reason", ""), "--reason is empty"),
        (("--by", "Ben"), "--reason"),
        (("--reason", "x"), "--by"),
    ],
)
def test_an_entry_says_who_when_and_why(
    shop: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], told: str
) -> None:
    assert audit(shop, "march", "2026-04-01") == 0
    assert run(shop, "statement", "issue", "march", *words) == 2
    assert told in capsys.readouterr().err
    assert entries(shop, "statement") == []


# --- the text of the mapping -------------------------------------------------------------------


def test_another_text_of_the_mapping_needs_an_approval(
    closed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = MAPPING.replace("level is the value", "# by desk\n  level is the value")
    (closed / "shop-csv.sla").write_text(text, "utf-8")
    assert audit(closed, "again", "2026-04-10") == 2
    told = capsys.readouterr().err
    assert "not the text by which the statement of 2026-03 was issued (revision 1)" in told
    assert "+ # by desk" in told
    assert not (closed / "again").exists()
    assert audit(closed, "again", "2026-04-10", "--mapping-changed", "Anna, 9 April") == 0
    assert audit(closed, "as-before", "2026-04-01") == 0


def test_the_difference_is_missed_where_the_folder_is_gone(
    closed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (closed / "march").rename(closed / "moved")
    (closed / "shop-csv.sla").write_text(f"{MAPPING}\n# more\n", "utf-8")
    assert audit(closed, "again", "2026-04-10") == 2
    assert "that run is not where it was" in capsys.readouterr().err


# --- what a run enters -------------------------------------------------------------------------


def test_a_run_is_entered_and_knows_the_one_before(shop: Path) -> None:
    assert audit(shop, "one", "2026-04-01") == 0
    assert audit(shop, "two", "2026-04-01") == 0
    first, second = (
        json.loads((shop / out / "manifest.json").read_bytes()) for out in ["one", "two"]
    )
    assert first["previous"] is None
    assert second["previous"] == entries(shop, "run")[0][-1]


def test_without_a_folder_nothing_is_entered_and_no_register_made(shop: Path) -> None:
    files = ("shop.sla", "--mapping", "shop-csv.sla", "--source", "csv:data")
    assert run(shop, "audit", *files) == 0
    assert not (shop / "slarules.db").exists()


def test_a_run_that_fails_makes_no_register(shop: Path) -> None:
    (shop / "data" / "tickets.csv").unlink()
    assert audit(shop, "march", "2026-04-01") == 3
    assert not (shop / "slarules.db").exists()


def test_no_register_is_asked_where_there_is_to_be_none(closed: Path) -> None:
    before = entries(closed)
    assert audit(closed, "alone", "2026-04-10", "--register", "none") == 0
    assert entries(closed) == before
    assert not (closed / "alone" / "inputs" / "register.json").exists()


def test_what_a_run_counted_of_the_register_stands_in_its_folder(closed: Path) -> None:
    assert audit(closed, "again", "2026-04-10") == 0
    kept = json.loads((closed / "again" / "inputs" / "register.json").read_bytes())
    assert [each["body"]["kind"] for each in kept["entries"]] == ["statement"]
    (closed / "slarules.db").unlink()
    assert run(closed, "verify", "again") == 0
