from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256
from io import StringIO
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from slarules.core.conditions import ABSENT, UNKNOWN
from slarules.engine.outcome import Outcome
from slarules.errors import RunFolderError, UsageError
from slarules.facts.history import (
    BEGINNING,
    Happening,
    History,
    Reading,
    RowRef,
    Step,
    Timeline,
    UnknownMoment,
    WorldSpan,
)
from slarules.instants import Instant, Interval
from slarules.report.audited import Audited
from slarules.runs.facts import read_facts, write_facts
from slarules.runs.folder import write
from slarules.runs.spreadsheet import harmless, write_csv
from tests.made import at, audited, history, verdict
from tests.shared import ROOT

CLOCK = {"started_at": "2026-04-10T09:00:00Z"}
FILES = [
    "counts.json",
    "facts.parquet",
    "findings.csv",
    "inputs/harbour.sla",
    "manifest.json",
    "promises.json",
    "report.html",
    "statement.json",
    "targets.json",
    "timelines.json",
    "verdicts.csv",
    "verdicts.parquet",
    "violations.json",
]
COLUMNS = (
    "item,customer,measure,cycle,cycle_of,level,started_at,due_at,due_latest,ended_at,missed_at,"
    "elapsed_s,paused_s,excluded_s,goal_s,verdict,provisional,period,clause,text_version,internal,"
    "table"
)


def listed(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def written(folder: Path, run: Audited | None = None) -> Path:
    write(folder, run or audited(), CLOCK)
    return folder


def rows_of(folder: Path) -> list[dict[str, str]]:
    text = (folder / "verdicts.csv").read_bytes().decode()
    return list(csv.DictReader(StringIO(text, newline="")))


def test_the_folder_holds_what_is_promised(tmp_path: Path) -> None:
    assert listed(written(tmp_path / "run")) == FILES


def test_verdicts_have_the_promised_columns_in_both_files(tmp_path: Path) -> None:
    run = written(tmp_path / "run")
    header = (run / "verdicts.csv").read_text("utf-8").splitlines()[0]
    assert header == COLUMNS
    found = duckdb.read_parquet(str(run / "verdicts.parquet")).description
    assert ",".join(name for name, *_ in found) == COLUMNS


def test_times_and_lengths_keep_their_types_in_parquet(tmp_path: Path) -> None:
    verdicts = duckdb.read_parquet(str(written(tmp_path / "run") / "verdicts.parquet"))
    types = dict(zip(verdicts.columns, map(str, verdicts.types), strict=True))
    assert types["due_at"] == "TIMESTAMP WITH TIME ZONE"
    assert types["elapsed_s"] == "DECIMAL(18,6)"


def test_times_are_utc_and_lengths_exact_seconds(tmp_path: Path) -> None:
    [row] = rows_of(written(tmp_path / "run"))
    assert row["due_at"] == "2026-03-03T20:00:00Z"
    assert row["ended_at"] == "2026-03-03T21:30:00.250000Z"
    assert (row["elapsed_s"], row["goal_s"], row["due_latest"]) == ("19800.25", "14400", "")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_run_by_a_spreadsheet(tmp_path: Path, start: str) -> None:
    evil = f"{start}HYPERLINK(1)"
    outcome = Outcome((replace(verdict(), item=evil, customer=evil, level=evil),), (), (), ())
    [row] = rows_of(written(tmp_path / "run", replace(audited(), outcome=outcome)))
    assert [row[name] for name in ("item", "customer", "level")] == [f"'{evil}"] * 3


@given(st.lists(st.text(st.characters(codec="utf-8")), min_size=2))
def test_csv_is_read_back_as_it_was_but_for_the_apostrophe(
    tmp_path_factory: pytest.TempPathFactory, cells: list[str]
) -> None:
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    write_csv(path, ["name"] * len(cells), [cells])
    with path.open(encoding="utf-8", newline="") as file:
        [_, row] = csv.reader(file)
    assert row == [harmless(cell) for cell in cells]


def test_what_is_achieved_is_shown_rounded_down_beside_the_exact_fraction(tmp_path: Path) -> None:
    run = written(tmp_path / "run")
    [target] = json.loads((run / "targets.json").read_text("utf-8"))["targets"]
    assert target["achieved"]["least"] == {"exact": "17/19", "shown": "89.47%"}
    assert target["level"] == {"exact": "9/10", "shown": "90%"}


def test_a_statement_says_what_a_cap_removed(tmp_path: Path) -> None:
    run = written(tmp_path / "run")
    [statement] = json.loads((run / "statement.json").read_text("utf-8"))["statements"]
    [line] = statement["lines"]
    [change] = line["changes"]
    assert (change["step"], change["clause"]) == ("lid", "7.5")
    assert Fraction(change["least"]["exact"]) == Fraction(-500, 3)
    assert line["amount"]["least"] == {"exact": "1000/3", "shown": "333.33"}
    assert line["claimable_until"] == "2026-05-01T00:00:00Z"


def test_the_manifest_has_the_hash_of_every_other_file(tmp_path: Path) -> None:
    run = written(tmp_path / "run")
    manifest = json.loads((run / "manifest.json").read_text("utf-8"))
    assert [*manifest["files"], "manifest.json"] == sorted(
        FILES, key=lambda n: n == "manifest.json"
    )
    for name, digest in manifest["files"].items():
        assert sha256((run / name).read_bytes()).hexdigest() == digest
    assert manifest["clock"] == CLOCK


def test_only_the_manifest_knows_the_time_of_day(tmp_path: Path) -> None:
    write(tmp_path / "a", audited(), {"started_at": "then"})
    write(tmp_path / "b", audited(), {"started_at": "now"})
    same = [
        n for n in FILES if (tmp_path / "a" / n).read_bytes() == (tmp_path / "b" / n).read_bytes()
    ]
    assert set(FILES) - set(same) == {"manifest.json"}


WRITE = """
import sys
from pathlib import Path
from tests.made import audited
from slarules.runs.folder import write
write(Path(sys.argv[1]), audited(), {})
"""


def test_zone_and_language_of_the_machine_change_no_byte(tmp_path: Path) -> None:
    folders = []
    for zone, locale in (("Pacific/Apia", "C"), ("Europe/Berlin", "de_DE.UTF-8")):
        folders.append(folder := tmp_path / zone.replace("/", "-"))
        settings = {"TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": str(len(folders))}
        subprocess.run(
            [sys.executable, "-c", WRITE, str(folder)],
            cwd=ROOT,
            env={**os.environ, **settings},
            check=True,
        )
    one, other = folders
    assert {n: (one / n).read_bytes() for n in FILES} == {
        n: (other / n).read_bytes() for n in FILES
    }


def test_a_run_may_be_written_again(tmp_path: Path) -> None:
    run = written(tmp_path / "run")
    (run / "inputs" / "harbour.sla").unlink()
    assert listed(written(run)) == FILES


def test_a_folder_with_files_of_others_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.odt").write_text("ten years of work")
    with pytest.raises(UsageError, match=r"thesis\.odt"):
        written(tmp_path)
    assert listed(tmp_path) == ["thesis.odt"]


def test_a_link_to_a_folder_stays_one(tmp_path: Path) -> None:
    (tmp_path / "large disk").mkdir()
    (tmp_path / "run").symlink_to(tmp_path / "large disk")
    written(tmp_path / "run")
    assert (tmp_path / "run").is_symlink()
    assert listed(written(tmp_path / "run")) == listed(tmp_path / "large disk") == FILES


def test_a_note_that_somebody_put_into_a_run_folder_is_not_lost(tmp_path: Path) -> None:
    run = written(tmp_path / "run")
    (run / "notes.txt").write_text("asked Anna")
    with pytest.raises(UsageError, match=r"notes\.txt"):
        written(run)
    assert (run / "notes.txt").exists()


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(UsageError, match="is a file"):
        written(tmp_path / "out")


@pytest.mark.parametrize(
    ("stop", "told"), [(KeyboardInterrupt, KeyboardInterrupt), (OSError, RunFolderError)]
)
def test_a_run_that_is_stopped_leaves_nothing(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    stop: type[BaseException],
    told: type[BaseException],
) -> None:
    def stopped(*_: object) -> None:
        raise stop

    monkeypatch.setattr("slarules.runs.folder.write_facts", stopped)
    with pytest.raises(told):
        written(tmp_path / "run")
    assert list(tmp_path.iterdir()) == []


def test_a_run_that_is_stopped_leaves_the_run_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = written(tmp_path / "run")

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("slarules.runs.folder.write_facts", stopped)
    with pytest.raises(KeyboardInterrupt):
        written(run)
    assert [path.name for path in tmp_path.iterdir()] == ["run"]
    assert listed(run) == FILES


def test_a_run_that_is_set_aside_comes_back_when_the_other_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = written(tmp_path / "run")
    (run / "report.html").write_text("the one before")
    real = Path.rename

    def stopped(path: Path, target: Path) -> Path:
        if path.name == "new":
            raise KeyboardInterrupt
        return real(path, target)

    monkeypatch.setattr(Path, "rename", stopped)
    with pytest.raises(KeyboardInterrupt):
        written(run)
    assert [path.name for path in tmp_path.iterdir()] == ["run"]
    assert (run / "report.html").read_text() == "the one before"


ROW = RowRef("events.csv", 7)
MANY = History(
    items=(
        Timeline(
            "T-1",
            "ticket",
            {
                "level": (Step(BEGINNING, "P1"), Step(Instant(5), UNKNOWN, 3, ROW)),
                "seats": (Step(Instant(1), Fraction(1, 3), 0, ROW), Step(Instant(2), ABSENT)),
            },
            {"reported": (Happening(Instant(1), 2, ROW),), "note": (Happening(Instant(2)),) * 2},
            {"resolved": UnknownMoment(Instant(4), None), "assigned": UnknownMoment()},
            customer="acme",
        ),
        Timeline("T-1", "call", {}, {}),
        Timeline("T-2", "ticket", {"level": (Step(Instant(9), "no"),)}, {}),
    ),
    as_of=Instant(99),
    complete_through=Instant(98),
    spans=(
        WorldSpan(
            "maintenance",
            "M1",
            Instant(1),
            None,
            {"planned": "yes", "emergency": UNKNOWN},
            {"announced": Instant(-1), "told": UNKNOWN, "asked": ABSENT},
            "mail",
            ROW,
        ),
        WorldSpan("force_majeure", "F1", Instant(1), Instant(2), {}, {}),
    ),
    readings=(
        Reading("error_rate", Interval(Instant(0), Instant(60)), Fraction(1, 20), "mail", ROW),
    ),
    bad=((None, Interval(Instant(3), Instant(4))), ("mail", Interval(Instant(5), Instant(6)))),
    fees={("monthly_fee", "2026-03"): Fraction(4200001, 100)},
    spans_complete_through=Instant(97),
)  # fmt: skip


def test_a_history_is_read_back_as_it_was(tmp_path: Path) -> None:
    write_facts(tmp_path / "facts.parquet", MANY)
    assert read_facts(tmp_path / "facts.parquet") == MANY


def test_one_item_is_read_back_with_the_world_around_it(tmp_path: Path) -> None:
    write_facts(tmp_path / "facts.parquet", MANY)
    alone = replace(MANY, items=MANY.items[2:])
    assert read_facts(tmp_path / "facts.parquet", "T-2") == alone


def test_a_history_without_items_is_read_back(tmp_path: Path) -> None:
    empty = replace(history(), items=())
    write_facts(tmp_path / "facts.parquet", empty)
    assert read_facts(tmp_path / "facts.parquet") == empty


def test_facts_keep_their_source_rows(tmp_path: Path) -> None:
    run = written(tmp_path / "run")
    facts = duckdb.read_parquet(str(run / "facts.parquet"))
    reported = facts.filter("name = 'reported'").project("file, row")
    assert reported.fetchall() == [("events.csv", 2)]


def test_a_verdict_table_goes_straight_into_other_programs() -> None:
    verdicts = audited().verdicts
    found = duckdb.sql("SELECT item, verdict FROM verdicts")
    assert found is not None
    assert found.fetchall() == [("T-1", "missed")]
    assert at("2026-03-03T20:00") == verdicts.rows[0].due_at
    assert "<td>T-1</td>" in verdicts._repr_html_()
