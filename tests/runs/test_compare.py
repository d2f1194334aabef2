"""What changed from one run to another is told with the change that made it, and no other."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from slarules.cli import run
from slarules.register.bodies import Asserted
from slarules.register.database import opened
from slarules.register.entry import Draft
from slarules.report.documents import written
from slarules.runs.manifest import evidence_of, hashes, sealed
from tests.made import at
from tests.pipeline.desk import EVENTS, arguments, desk

Json: TypeAlias = dict[str, Any]
Edit: TypeAlias = Callable[[Path], None]

M_2 = "M-2 restore (incidents)"
"""Reported at nine, restored at three, and four hours are allowed."""

SOLVED = "M-2,2025-03-10T15:00:00Z,set,status,Solved,lee,agent,\n"


def edited(name: str, old: str, new: str) -> Edit:
    def edit(folder: Path) -> None:
        text = (folder / name).read_text("utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), "utf-8")

    return edit


def asserted(folder: Path) -> None:
    said = Asserted(about="M-2", fact="level", value="P2", state="agreed", evidence="mail of kim")
    draft = Draft("meridian", at("2025-04-02"), "ann", "typed wrong", said)
    with opened(str(folder / "slarules.db")) as register:
        register.append(draft, at("2025-04-02"))


def untouched(folder: Path) -> None:
    del folder


def late_by(hour: int) -> Edit:
    return edited("export/events.csv", SOLVED, SOLVED.replace("T15", f"T{hour}"))


LATE = edited("export/events.csv", SOLVED, f"{SOLVED.replace('T15', 'T12')}{SOLVED}")
REMAPPED = edited(
    "meridian-csv.sla",
    'P1 when field "priority" is "Critical"',
    'P1 when field "priority" is "Fire"',
)
CRITICAL_IS_P2 = edited(
    "meridian-csv.sla",
    'P2 when field "priority" is "High"',
    'P2 when field "priority" is "Critical"',
)
LONGER = edited("meridian.sla", "| P1    | 4 elapsed hours |", "| P1    | 7 elapsed hours |")


def all_of(*edits: Edit) -> Edit:
    def edit(folder: Path) -> None:
        for each in edits:
            each(folder)

    return edit


def audited(folder: Path, *more: str) -> Path:
    register = ["--register", str(folder / "slarules.db")]
    assert run([*arguments(folder), *register, "--out", str(folder / "run"), *more]) == 0
    return folder / "run"


@pytest.fixture
def first(tmp_path: Path) -> Path:
    (tmp_path / "first").mkdir()
    return audited(desk(tmp_path / "first"))


@pytest.fixture
def second(tmp_path: Path) -> Callable[..., Path]:
    """Make another run, of a desk where something is otherwise."""

    def make(edit: Edit, *more: str) -> Path:
        (tmp_path / "second").mkdir()
        edit(desk(tmp_path / "second"))
        return audited(tmp_path / "second", *more)

    return make


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, Json]]:
    def compare(*words: str | Path) -> tuple[int, Json]:
        capsys.readouterr()
        code = run(["runs", "compare", *map(str, words), "--format", "json"])
        return code, json.loads(capsys.readouterr().out)

    return compare


def change_of(document: Json, name: str) -> Json:
    [found] = [each for each in document["changes"] if each["name"] == name]
    return dict(found)


CASES: dict[str, tuple[Edit, Sequence[str], Sequence[Sequence[str]], str]] = {
    "a late event": (LATE, (), [["rows"]], "restored: Mon 2025-03-10 16:00"),
    "a changed row": (late_by(11), (), [["rows"]], "and then Mon 2025-03-10 12:00 (events.csv"),
    "an edit of the mapping": (
        all_of(REMAPPED, CRITICAL_IS_P2),
        ("--mapping-changed", "kim"),
        [["mapping"]],
        '+ level is P2 when field "priority" is "Critical"',
    ),
    "an edit of the contract": (LONGER, (), [["contract"]], "+ | P1    | 7 elapsed hours |"),
    "an assertion": (asserted, (), [["register"]], "by ann, Wed 2025-04-02"),
    "a late event and an edit, each enough": (
        all_of(LATE, LONGER),
        (),
        [["rows"], ["contract"]],
        "meridian.sla, line",
    ),
    "a row and an edit that need each other": (
        all_of(late_by(14), edited("meridian.sla", "P1    | 4 elapsed", "P1    | 5 elapsed")),
        (),
        [["rows", "contract"]],
        "and then Mon 2025-03-10 15:00",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_change_that_turned_a_verdict_is_named(
    first: Path, second: Callable[..., Path], told: Callable[..., tuple[int, Json]], case: str
) -> None:
    edit, more, because, said = CASES[case]
    code, document = told(first, second(edit, *more))
    assert (code, document["same"]) == (1, False)
    changed = change_of(document, M_2)
    assert (changed["before"], changed["after"]) == ("missed", "met")
    assert changed["because"] == because
    assert said in json.dumps(changed["edits"], ensure_ascii=False).replace('\\"', '"')
    target = change_of(document, "kpi_restore")
    assert (target["because"], target["items"]) == (because, [M_2])
    total = next(each for each in document["changes"] if each["sort"] == "total")
    assert (total["period"], total["because"]) == ("2025-03", because)


NEW = edited(
    "export/events.csv",
    SOLVED,
    f"{SOLVED}M-8,2025-03-12T09:00:00Z,created,,,kim,customer,\n"
    "M-8,2025-03-12T09:00:00Z,set,priority,High,kim,customer,\n"
    "M-8,2025-03-12T14:30:00Z,set,status,Solved,lee,agent,\n",
)
"""A ticket that came late into the export, in time at P2 and too late at P1."""

ASSIGNED_LATER = edited("meridian-csv.sla", "stops being empty", 'becomes "lee"')
LEVELS_SWAPPED = all_of(
    edited(
        "meridian-csv.sla",
        'P1 when field "priority" is "Critical"',
        'P1 when field "priority" is "Fire"',
    ),
    edited(
        "meridian-csv.sla",
        'P2 when field "priority" is "High"',
        'P1 when field "priority" is "High"',
    ),
)


@pytest.mark.parametrize(
    ("edit", "because"),
    [
        (all_of(NEW, LONGER), [["rows"]]),
        (all_of(NEW, ASSIGNED_LATER), [["rows"]]),
        (all_of(NEW, LEVELS_SWAPPED), [["rows", "mapping"]]),
    ],
)
def test_a_late_ticket_is_of_the_rows_whatever_else_was_edited(
    first: Path,
    second: Callable[..., Path],
    told: Callable[..., tuple[int, Json]],
    edit: Edit,
    because: Sequence[Sequence[str]],
) -> None:
    _, document = told(first, second(edit, "--mapping-changed", "kim"))
    new = next(e for e in document["changes"] if e["name"].startswith("M-8 restore"))
    assert (new["before"], new["because"]) == ("nothing", because)


def test_times_and_lengths_of_a_verdict_are_told_as_people_read_them(
    first: Path, second: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["runs", "compare", str(first), str(second(LONGER))]) == 1
    out = " ".join(capsys.readouterr().out.split())
    assert "times are those of Europe/Berlin" in out
    assert "allowed 4 h -> " in out
    assert re.search(r"due \w{3} 2025-\d\d-\d\d \d\d:\d\d", out)
    assert "allowed 7 h because of the edit of the contract" in out
    assert "_at" not in out
    assert "_s " not in out


def test_a_proposal_is_told_and_is_no_cause(
    first: Path, second: Callable[..., Path], told: Callable[..., tuple[int, Json]]
) -> None:
    def entered(folder: Path) -> None:
        asserted(folder)
        says = ["--by", "bob", "--reason", "not so", "--at", "2025-04-03", "--state", "proposed"]
        register = ["--register", str(folder / "slarules.db")]
        contract = str(folder / "meridian.sla")
        assert run(["assert", contract, "M-2", "level", "P1", *says, *register]) == 0

    _, document = told(first, second(entered))
    assert any("proposed" in edit["said"] for edit in document["edits"])
    own = [edit for edit in change_of(document, M_2)["edits"] if edit["about"]]
    assert own
    assert not any("proposed" in edit["said"] for edit in own)


def test_what_was_not_yet_seen_is_told_apart_from_what_came_late(
    first: Path, second: Callable[..., Path], told: Callable[..., tuple[int, Json]]
) -> None:
    early = second(untouched, "--as-of", "2025-03-10T12:00:00+00:00")
    code, document = told(early, first)
    changed = change_of(document, M_2)
    assert (code, changed["before"], changed["after"]) == (1, "open", "missed")
    assert changed["because"] == [["as-of"]]
    assert {edit["part"] for edit in document["edits"]} == {"as-of"}
    assert [period for period, _ in document["only"]] == ["2025-03", "2025-04"]


def test_equal_runs_are_the_same(
    first: Path, second: Callable[..., Path], told: Callable[..., tuple[int, Json]]
) -> None:
    code, document = told(first, second(untouched))
    assert (code, document["same"], document["edits"]) == (0, True, [])


def test_comments_and_layout_are_no_edit(
    first: Path, second: Callable[..., Path], told: Callable[..., tuple[int, Json]]
) -> None:
    noted = edited(
        "meridian.sla", "  | P1    | 4 elapsed hours |", "  | P1 | 4 elapsed hours | # A"
    )
    code, document = told(first, second(noted))
    assert (code, document["same"], document["edits"]) == (0, True, [])


def test_rows_that_stand_elsewhere_change_nothing(
    first: Path, second: Callable[..., Path], told: Callable[..., tuple[int, Json]]
) -> None:
    header, *rows = EVENTS.splitlines(keepends=True)
    _, solved, *_ = (row for row in rows if "Solved" in row)
    turned = "".join([header, solved, *(row for row in rows if row != solved)])
    code, document = told(first, second(edited("export/events.csv", EVENTS, turned)))
    assert (code, document["changes"]) == (0, [])
    assert [edit["about"] for edit in document["edits"]] == [""]


def test_a_late_row_names_its_own_item_and_no_row_that_moved_for_it(
    first: Path, second: Callable[..., Path], told: Callable[..., tuple[int, Json]]
) -> None:
    late = edited(
        "export/events.csv",
        EVENTS[:200].splitlines()[1],
        f"{SOLVED.replace('T15', 'T12').strip()}\n{EVENTS.splitlines()[1]}",
    )
    _, document = told(first, second(late))
    assert {edit["about"] for edit in document["edits"]} == {"M-2"}
    assert {each["name"] for each in document["changes"] if each["sort"] == "verdict"} == {M_2}


def test_an_outage_of_two_services_is_two(
    tmp_path: Path, told: Callable[..., tuple[int, Json]]
) -> None:
    """Spans that share a name are told apart, so that no other cause is named for them."""
    (tmp_path / "made").mkdir()
    assert run(["demo", "--out", str(tmp_path / "made" / "a")]) == 0
    folder = tmp_path / "made" / "a"
    outages = folder / "history" / "outages.csv"
    header, one, *rest = outages.read_text("utf-8").splitlines(keepends=True)
    outages.write_text("".join([header, one, one, *rest]), "utf-8")
    words = ["audit", str(folder / "alster.sla"), "--mapping", str(folder / "alster-csv.sla")]
    words += ["--source", f"csv:{folder / 'history'}", "--out", str(folder / "again")]
    assert run(words) == 0
    _, document = told(folder / "run", folder / "again")
    assert {
        part for each in document["changes"] for parts in each["because"] for part in parts
    } <= {"rows"}


def test_a_fee_that_was_corrected_changes_money_alone(
    first: Path, second: Callable[..., Path], told: Callable[..., tuple[int, Json]]
) -> None:
    _, document = told(first, second(edited("export/fees.csv", "900000.00", "800000.00")))
    assert {each["sort"] for each in document["changes"]} == {"total", "line"}
    assert all(each["because"] == [["rows"]] for each in document["changes"])
    assert "monthly_charges of 2025-03: 900000 and then 800000" in {
        edit["said"] for edit in document["edits"]
    }


def test_what_another_version_computed_is_told_as_that(
    first: Path, second: Callable[..., Path], told: Callable[..., tuple[int, Json]]
) -> None:
    """Everything is the same but the version, which judged otherwise."""
    other = second(untouched)
    rows = (first / "verdicts.csv").read_text("utf-8").splitlines(keepends=True)
    rows = [row.replace("missed,", "met,") if row.startswith("M-2,") else row for row in rows]
    (first / "verdicts.csv").write_text("".join(rows), "utf-8")
    manifest = json.loads((first / "manifest.json").read_bytes())
    (first / "manifest.json").unlink()
    manifest["versions"]["slarules"] = "0.0.9"
    manifest["files"] = hashes(first)
    manifest["evidence"] = evidence_of(manifest["files"])
    (first / "manifest.json").write_text(written(sealed(manifest)), "utf-8")
    _, document = told(first, other)
    changed = change_of(document, M_2)
    assert (changed["before"], changed["after"]) == ("met", "missed")
    assert changed["because"] == [["versions"]]
    assert changed["edits"][0]["said"] == "slarules 0.0.9 and then 0.1.0"


def test_runs_of_different_contracts_are_refused(
    first: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["demo", "--out", str(tmp_path / "demo")]) == 0
    capsys.readouterr()
    assert run(["runs", "compare", str(first), str(tmp_path / "demo" / "run")]) == 2
    said = capsys.readouterr().err
    assert "is a run of meridian" in said
    assert "one of alster" in said


def test_a_run_that_somebody_changed_is_not_compared(
    first: Path, second: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    other = second(untouched)
    edited("verdicts.csv", "missed", "met")(other)
    assert run(["runs", "compare", str(first), str(other)]) == 2
    assert "'slarules verify' names what differs" in capsys.readouterr().err


def test_a_forged_run_that_is_too_deep_to_read_is_not_compared(
    first: Path, second: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    other = second(untouched)
    (other / "statement.json").write_text("[" * 200_000)
    manifest = json.loads((other / "manifest.json").read_bytes())
    (other / "manifest.json").unlink()
    files = hashes(other)
    manifest |= {"files": files, "evidence": evidence_of(files)}
    (other / "manifest.json").write_text(written(sealed(manifest)), "utf-8")
    assert run(["runs", "compare", str(first), str(other)]) == 2
    assert "is not as a run writes it" in capsys.readouterr().err


def test_runs_are_found_by_their_numbers_and_hashes_in_a_register(
    first: Path, told: Callable[..., tuple[int, Json]], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = first.parent
    register = ["--register", str(folder / "slarules.db")]
    LONGER(folder)
    again = [*arguments(folder), *register, "--out", str(folder / "again")]
    assert run([*again, "--contract-changed", "kim"]) in {0, 2}
    capsys.readouterr()
    assert run(["runs", "compare", "1", "77", *register]) == 2
    assert "no run is named so" in capsys.readouterr().err
    code, document = told("1", "1", *register)
    assert (code, document["first"]) == (0, str(first))


def test_every_line_fits_a_terminal(
    first: Path, second: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    other = second(all_of(LATE, LONGER))
    capsys.readouterr()
    assert run(["runs", "compare", str(first), str(other)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if len(line) > 100 and str(first) not in line] == []
    assert any("each of which alone does it" in line for line in lines)
