"""Twelve contracts over one history: one reading, and each run as if its contract were alone."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.many_contracts import Many, customer_of, name_of, write
from slarules.cli import run

pytestmark = pytest.mark.xdist_group("portfolio")  # one portfolio serves all

CONTRACTS, TICKETS = 12, 600
EXCEPTED = ("clock", "previous", "seal")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Many:
    return write(tmp_path_factory.mktemp("many"), CONTRACTS, TICKETS)


def words(many: Many, contract: Path, out: Path) -> list[str]:
    source = ["--mapping", str(many.mapping), "--source", f"csv:{many.source}"]
    return ["audit", str(contract), *source, "--out", str(out)]


@pytest.fixture(scope="module")
def out(many: Many) -> Path:
    folder = many.contracts.parent / "out"
    assert run(words(many, many.contracts, folder)) == 0
    return folder


def content(folder: Path) -> dict[str, bytes]:
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*")}
    found = {name: path.read_bytes() for name, path in files.items() if path.is_file()}
    manifest = json.loads(found["manifest.json"])
    kept = {key: value for key, value in manifest.items() if key not in EXCEPTED}
    return {**found, "manifest.json": json.dumps(kept).encode()}


@pytest.mark.parametrize("number", [0, 7, 11])
def test_a_run_of_a_portfolio_is_the_run_of_its_contract_alone(
    many: Many, out: Path, number: int, tmp_path: Path
) -> None:
    name = name_of(number)
    assert run(words(many, many.contracts / f"{name}.sla", tmp_path / "alone")) == 0
    assert content(out / name) == content(tmp_path / "alone")


def test_no_file_of_a_run_holds_anything_of_another_customer(out: Path) -> None:
    for number in range(CONTRACTS):
        others = [n for n in range(CONTRACTS) if n != number]
        names = [text for n in others for text in (customer_of(n), name_of(n), f"T{n:03}-")]
        for file, held in content(out / name_of(number)).items():
            leaked = [name for name in names if name.encode() in held]
            assert not leaked, f"{name_of(number)}/{file} holds {leaked}"


def test_each_item_is_in_one_run(many: Many, out: Path) -> None:
    with (many.source / "events.csv").open(encoding="utf-8", newline="") as file:
        every = {row["ticket"]: row["customer"] for row in csv.DictReader(file)}
    judged = Counter[str]()
    for number in range(CONTRACTS):
        counts = json.loads((out / name_of(number) / "counts.json").read_text("utf-8"))
        judged[customer_of(number)] = counts["items"]["ticket"]
    assert judged == Counter(every.values())


def test_the_rows_of_every_run_add_up(out: Path) -> None:
    for number in range(CONTRACTS):
        counts = json.loads((out / name_of(number) / "counts.json").read_text("utf-8"))
        for file in counts["files"]:
            assert file["read"] == file["used"] + file["excluded"] + file["unmapped"]


def test_the_source_is_read_once(
    many: Many, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    usual = Path.open

    def counted(self: Path, *mode: object, **more: object) -> object:
        opened.append(self)
        return usual(self, *mode, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", counted)
    assert run(words(many, many.contracts, tmp_path / "out")[:-2]) == 0
    # Once for the four bytes that tell how it is packed, and once to be read.
    assert opened.count(many.source / "events.csv") == 2


def summary(out: Path) -> dict[str, dict[str, str]]:
    with (out / "summary.csv").open(encoding="utf-8", newline="") as file:
        return {row["contract"]: row for row in csv.DictReader(file)}


def test_the_summary_says_what_the_statements_say(out: Path) -> None:
    rows = summary(out)
    assert len(rows) == CONTRACTS
    for name, row in rows.items():
        statement = json.loads((out / name / "statement.json").read_text("utf-8"))
        targets = json.loads((out / name / "targets.json").read_text("utf-8"))["targets"]
        assert row["earned_most"] == statement["total"]["most"]
        assert row["payable_least"] == statement["payable"]["least"]
        assert int(row["targets_missed"]) == sum(t["outcome"] == "missed" for t in targets)
        assert row["folder"] == name


def test_currencies_are_never_added_up(out: Path) -> None:
    rows = summary(out).values()
    document = json.loads((out / "summary.json").read_text("utf-8"))
    sums = {each["currency"]: each["earned_most"] for each in document["sums"]}
    assert set(sums) == {"EUR", "JPY", "USD"}
    for currency, said in sums.items():
        cents = [row["earned_most"] for row in rows if row["currency"] == currency]
        added = sum(int(each.replace(".", "")) for each in cents)
        assert int(said.replace(".", "")) == added


def test_a_second_run_changes_no_byte_and_says_so(many: Many, out: Path) -> None:
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert run(words(many, many.contracts, out)) == 0
    after = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    changed = {path.name for path in before.keys() | after if before.get(path) != after.get(path)}
    assert changed == {"summary.json", "summary.csv"}
    assert {row["state"] for row in summary(out).values()} == {"unchanged"}
