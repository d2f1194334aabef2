"""What of a shared history is whose, and what the provider alone is told."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from benchmarks.many_contracts import Many, write
from slarules.cli import run
from slarules.cli.exits import SOURCE_FAILED, WRONG_USE


@pytest.fixture
def many(tmp_path: Path) -> Many:
    return write(tmp_path / "made", 2, 20)


def audit(many: Many, out: Path, *more: str) -> int:
    source = ["--mapping", str(many.mapping), "--source", f"csv:{many.source}"]
    return run(["audit", str(many.contracts), *source, "--out", str(out), *more])


def add(many: Many, *lines: str) -> None:
    with (many.source / "events.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)


def notices(out: Path) -> str:
    return "\n".join(json.loads((out / "summary.json").read_text("utf-8"))["notices"])


def findings(folder: Path) -> list[dict[str, str]]:
    with (folder / "findings.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def items(folder: Path) -> set[str]:
    with (folder / "verdicts.csv").open(encoding="utf-8", newline="") as file:
        return {row["item"] for row in csv.DictReader(file)}


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


AT = "2026-02-03T10:00:00Z"


def test_a_ticket_without_a_customer_is_in_no_run_and_told(many: Many, tmp_path: Path) -> None:
    add(many, f"X1,{AT},created,,,,customer,,", f"X1,{AT},set,priority,High,,customer,,")
    out = tmp_path / "out"
    assert audit(many, out) == 0
    assert "1 ticket nobody's: no row of it names a customer" in notices(out)
    for name in ("customer_000", "customer_001"):
        assert "X1" not in items(out / name)
        (told,) = [each for each in findings(out / name) if each["kind"] == "no customer"]
        assert told["count"] == "1"


def test_a_customer_without_a_contract_is_told_to_the_provider_alone(
    many: Many, tmp_path: Path
) -> None:
    add(many, f"Y1,{AT},created,,,,customer,,Stranger Ltd")
    out = tmp_path / "out"
    assert audit(many, out) == 0
    assert "1 ticket of Stranger Ltd, who has no contract here" in notices(out)
    for path in (path for path in out.rglob("*") if path.is_file() and path.parent != out):
        assert b"Stranger" not in path.read_bytes()


def test_two_contracts_of_one_customer_are_told(many: Many, tmp_path: Path) -> None:
    edit(many.contracts / "customer_001.sla", 'customer "Firm 001 Ltd"', 'customer "Firm 000 Ltd"')
    assert audit(many, tmp_path / "out") == 0
    assert "customer_000, customer_001 have one customer, Firm 000 Ltd" in notices(tmp_path / "out")


def test_covers_parts_the_tickets_of_one_customer(many: Many, tmp_path: Path) -> None:
    for number, rule in ((0, "is P1"), (1, "is one of P2, P3")):
        path = many.contracts / f"customer_00{number}.sla"
        edit(path, "  rounded half up", f"  covers tickets where level {rule}\n  rounded half up")
    assert audit(many, tmp_path / "out") == 0
    first, second = (items(tmp_path / "out" / f"customer_00{n}") for n in (0, 1))
    assert first
    assert second
    assert not first & second


def test_fees_of_nobody_are_nobodys_and_outages_are_everybodys(many: Many, tmp_path: Path) -> None:
    (many.source / "fees.csv").write_text(
        "customer,name,period,amount,currency\n,monthly_fee,2026-02,100,EUR\n", "utf-8"
    )
    (many.source / "outages.csv").write_text(
        f"customer,service,start,end\n,all,{AT},{AT}\nFirm 000 Ltd,one,{AT},{AT}\n", "utf-8"
    )
    out = tmp_path / "out"
    assert audit(many, out) == 0
    for name, used in (("customer_000", 2), ("customer_001", 1)):
        counts = json.loads((out / name / "counts.json").read_text("utf-8"))["files"]
        by_file = {each["file"]: each for each in counts}
        assert by_file["fees.csv"]["excluded"] == 1
        excluded = by_file["outages.csv"]["excluded"]
        # Without a vocabulary of outages no row says anything, and all are left out.
        assert excluded + by_file["outages.csv"]["used"] == 2
        told = [e for e in findings(out / name) if e["file"] == "outages.csv"]
        others = sum(int(e["count"]) for e in told if e["kind"] == "another customer")
        assert others == 2 - used


def test_contracts_may_declare_other_values_of_a_fact(many: Many, tmp_path: Path) -> None:
    edit(
        many.mapping,
        "  reported is when created",
        '  site is quay when field "site" is "Quay"\n'
        '  site is depot when field "site" is "Depot"\n'
        "  reported is when created",
    )
    for number, values in ((0, "quay, depot"), (1, "depot")):
        path = many.contracts / f"customer_00{number}.sla"
        edit(path, "amount monthly_fee", f"fact site one of {values}\n\namount monthly_fee")
    assert audit(many, tmp_path / "out") == 0


def test_contracts_may_declare_facts_of_their_own(many: Many, tmp_path: Path) -> None:
    rule = '  colour is red when field "colour" is "Red"\n  reported is when created'
    edit(many.mapping, "  reported is when created", rule)
    own = "item ticket\n  fact colour one of red, blue\n\namount monthly_fee"
    edit(many.contracts / "customer_000.sla", "amount monthly_fee", own)
    out = tmp_path / "out"
    assert audit(many, out) == 0
    for name in ("customer_000", "customer_001"):
        assert run(["verify", str(out / name)]) == 0


def test_a_misspelt_word_of_the_mapping_is_an_error_still(many: Many, tmp_path: Path) -> None:
    edit(many.mapping, "  reported is when created", "  reportd is when created")
    assert audit(many, tmp_path / "out") == SOURCE_FAILED


def test_formulas_in_names_stay_text(many: Many, tmp_path: Path) -> None:
    path = many.contracts / "customer_001.sla"
    edit(path, 'customer "Firm 001 Ltd"', 'customer "=cmd()"')
    assert audit(many, tmp_path / "out") == 0
    assert "\n'=cmd()" in (tmp_path / "out" / "summary.csv").read_text("utf-8")


# --- overlays ------------------------------------------------------------------------------------

OVERLAY = """language slarules 1

internal overlay of customer_001

internal targets goals "What we ask of ourselves" clause "OLA 1"
  stricter than incidents
  measures answer_ops from reported until first_reply
  judged by level at the end
  table
  | level | answer_ops         |
  | P1    | 10 elapsed minutes |
  | P2    | 1 desk hour        |
  | P3    | 2 desk hours       |
  | P4    | none               |
"""


def test_for_the_provider_an_overlay_stands_for_its_contract(many: Many, tmp_path: Path) -> None:
    (many.contracts / "ours.sla").write_text(OVERLAY, "utf-8")
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    assert audit(many, ours, "--audience", "provider") == 0
    assert audit(many, theirs) == 0
    assert (ours / "customer_001" / "inputs" / "ours.sla").exists()
    assert not (theirs / "customer_001" / "inputs" / "ours.sla").exists()
    assert b"answer_ops" in (ours / "customer_001" / "verdicts.csv").read_bytes()
    assert b"answer_ops" not in (theirs / "customer_001" / "verdicts.csv").read_bytes()


def test_an_overlay_that_fails_leaves_its_customer_known(many: Many, tmp_path: Path) -> None:
    broken = OVERLAY.replace("P1    |", "P9    |")
    (many.contracts / "ours.sla").write_text(broken, "utf-8")
    assert audit(many, tmp_path / "out", "--audience", "provider") == SOURCE_FAILED
    assert notices(tmp_path / "out") == ""


def test_two_overlays_of_one_contract_are_refused(
    many: Many, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("ours.sla", "other.sla"):
        (many.contracts / name).write_text(OVERLAY, "utf-8")
    assert audit(many, tmp_path / "out", "--audience", "provider") == WRONG_USE
    assert "other.sla" in capsys.readouterr().err
