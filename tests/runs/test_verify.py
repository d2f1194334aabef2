"""A run folder that anybody touched is told from one that nobody did."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slarules.cli import run
from slarules.register.bodies import Asserted
from slarules.register.database import opened
from slarules.register.entry import Draft
from slarules.report.documents import written
from slarules.report.evidence.run import Manifest
from slarules.report.html import page
from slarules.runs.evidence import evidence_with, read_evidence
from slarules.runs.facts import read_items
from slarules.runs.keys import make_keys
from slarules.runs.manifest import evidence_of, hashes, sealed
from slarules.runs.signature import sign
from slarules.runs.verify.files import files, manifest_found
from slarules.runs.verify.found import Check, Difference
from slarules.runs.verify.signed import signed as check_signature
from tests.made import at
from tests.pipeline.desk import arguments, desk

Json: TypeAlias = dict[str, Any]
Told: TypeAlias = Callable[..., tuple[int, Json]]

MANIFEST = "manifest.json"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with a run of it, in the folder `run`."""
    folder = desk(tmp_path_factory.mktemp("desk"))
    assert run([*arguments(folder), "--out", str(folder / "run")]) == 0
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of the run that a test may touch."""
    return shutil.copytree(made / "run", tmp_path / "run")


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Told:
    """Verify, and return the exit code and the document."""

    def verify(*words: str | Path) -> tuple[int, Json]:
        capsys.readouterr()
        code = run(["verify", *map(str, words), "--format", "json"])
        out = capsys.readouterr().out
        return code, json.loads(out)

    return verify


def checked(folder: Path) -> Check:
    return files(folder, *manifest_found(folder))


def named(folder: Path) -> list[str]:
    return [each.file for each in checked(folder).differences]


def forge(folder: Path) -> None:
    """Write hashes, evidence and seal anew, as a forger would who knows how."""
    manifest = json.loads((folder / MANIFEST).read_bytes())
    (folder / MANIFEST).unlink()
    manifest["files"] = hashes(folder)
    manifest["evidence"] = evidence_of(manifest["files"])
    (folder / MANIFEST).write_text(written(sealed(manifest)), "utf-8")


def redraw(folder: Path) -> None:
    """Draw the report of a forged run anew, so that it shows its hash and versions."""
    manifest = json.loads((folder / MANIFEST).read_bytes())
    del manifest["files"]["report.html"]
    said = Manifest.model_validate_json(written(manifest))
    (folder / "report.html").write_text(page(evidence_with(folder, said)), "utf-8")
    forge(folder)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def check_of(document: Json, name: str) -> Json:
    found: Json = next(check for check in document["checks"] if check["name"] == name)
    return found


def test_an_untouched_run_is_the_same(folder: Path, told: Told) -> None:
    code, document = told(folder)
    assert (code, document["same"]) == (0, True)
    states = {check["name"]: check["state"] for check in document["checks"]}
    assert (states["files"], states["figures"]) == ("same", "same")
    assert (states["register"], states["source"]) == ("not checked", "not checked")


@given(data=st.data())
def test_any_flipped_byte_is_found_and_its_file_named(made: Path, data: st.DataObject) -> None:
    folder = made / "run"
    names = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    path = folder / data.draw(st.sampled_from(names))
    before = path.read_bytes()
    place = data.draw(st.integers(0, len(before) - 1))
    flipped = before[place] ^ data.draw(st.integers(1, 255))
    try:
        path.write_bytes(before[:place] + bytes([flipped]) + before[place + 1 :])
        found = named(folder)
        assert path.relative_to(folder).as_posix() in found
        assert len(found) == 1 or path.name == MANIFEST
    finally:
        path.write_bytes(before)


def test_a_file_that_no_run_wrote_is_named(folder: Path) -> None:
    (folder / "inputs" / "note.txt").write_text("mine")
    assert checked(folder).differences == (
        Difference("inputs/note.txt", "", "is there", "nothing"),
    )


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "findings.csv").unlink()
    assert named(folder) == ["findings.csv"]


def test_a_renamed_file_is_named_with_the_name_it_had(folder: Path) -> None:
    (folder / "findings.csv").rename(folder / "odd.csv")
    missing, there = checked(folder).differences
    assert (missing.file, missing.kept) == ("findings.csv", "is missing")
    assert (there.file, there.kept) == ("odd.csv", "is there; it was findings.csv")


def test_a_link_is_named_though_it_leads_to_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    (folder / "counts.json").rename(tmp_path / "counts.json")
    (folder / "counts.json").symlink_to(tmp_path / "counts.json")
    [found] = checked(folder).differences
    assert (found.file, found.kept) == ("counts.json", "a link")


def test_an_empty_folder_is_named(folder: Path) -> None:
    (folder / "drafts").mkdir()
    assert named(folder) == ["drafts/"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_named_and_never_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    assert named(folder) == ["pipe"]


@pytest.mark.parametrize(
    "text", ["", "[", "[" * 100_000, "null", '{"kind": "slarules run"}', '{"files": 3}', "\ud800"]
)
def test_a_manifest_that_is_none_is_named(folder: Path, told: Told, text: str) -> None:
    (folder / MANIFEST).write_bytes(text.encode("utf-8", "surrogatepass"))
    code, document = told(folder)
    assert code == 1
    assert MANIFEST in {each["file"] for each in check_of(document, "files")["differences"]}
    assert check_of(document, "figures")["state"] == "not checked"


def test_no_run_folder_is_wrong_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", str(tmp_path)]) == 2
    assert "is no folder of a run" in capsys.readouterr().err


def test_another_manifest_is_of_no_run(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text('{"name": "a web page"}')
    assert run(["verify", str(tmp_path)]) == 2


def test_money_that_a_forger_changed_is_named_with_period_line_and_both_values(
    folder: Path, told: Told
) -> None:
    statement = json.loads((folder / "statement.json").read_bytes())
    march = next(each for each in statement["statements"] if each["period"] == "2025-03")
    line = march["lines"][0]
    right = line["amount"]["most"]["shown"]
    line["amount"]["most"]["shown"] = "1.00"
    (folder / "statement.json").write_text(written(statement), "utf-8")
    forge(folder)
    code, document = told(folder)
    assert (code, check_of(document, "files")["state"]) == (1, "same")
    [found] = check_of(document, "figures")["differences"]
    assert found["file"] == "statement.json"
    assert "2025-03" in found["place"]
    assert line["statement"] in found["place"]
    assert "amount, most, shown" in found["place"]
    assert (found["kept"], found["found"]) == ("1.00", right)


def test_a_forged_verdict_is_named_by_item_and_measure(folder: Path, told: Told) -> None:
    edit(folder / "verdicts.csv", "missed,", "met,")
    forge(folder)
    _, document = told(folder)
    [found] = check_of(document, "figures")["differences"]
    assert found["file"] == "verdicts.csv"
    assert found["place"].endswith(", verdict")
    assert (found["kept"], found["found"]) == ("met", "missed")


def test_forged_facts_lead_to_other_figures(folder: Path, told: Told) -> None:
    path = folder / "facts.parquet"
    duckdb.sql(f"CREATE OR REPLACE TABLE facts AS FROM read_parquet('{path}')")
    duckdb.sql("DELETE FROM facts WHERE name = 'restored' AND item = 'M-2'")
    duckdb.sql(f"COPY facts TO '{path}' (FORMAT parquet)")
    forge(folder)
    code, document = told(folder)
    assert code == 1
    places = [each["place"] for each in check_of(document, "figures")["differences"]]
    assert any("M-2" in place for place in places)


def test_a_forged_contract_leads_to_other_figures(folder: Path, told: Told) -> None:
    edit(folder / "inputs" / "meridian.sla", "EUR 90,000.00", "EUR 90,000.01")
    edit(folder / "inputs" / "meridian.sla", "| P1    | 4 elapsed", "| P1    | 9 elapsed")
    forge(folder)
    code, document = told(folder)
    assert (code, check_of(document, "figures")["state"]) == (1, "different")


def test_a_manifest_that_says_another_instant_than_the_facts_is_told(
    folder: Path, told: Told
) -> None:
    edit(folder / MANIFEST, '"as_of": "2025', '"as_of": "2024')
    forge(folder)
    _, document = told(folder)
    [found] = check_of(document, "figures")["differences"]
    assert (found["file"], found["place"]) == (MANIFEST, "as_of")


@pytest.mark.parametrize("name", ["../../secret.sla", "/etc/passwd"])
def test_nothing_outside_the_folder_is_read(
    folder: Path, told: Told, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (folder.parent / "secret.sla").write_text("the word of the treasury")
    manifest = json.loads((folder / MANIFEST).read_bytes())
    manifest["inputs"][0] = name
    (folder / MANIFEST).write_text(written(sealed(manifest)), "utf-8")
    code, document = told(folder)
    assert (code, check_of(document, "figures")["state"]) == (1, "different")
    assert "treasury" not in json.dumps(document) + capsys.readouterr().err


def test_nothing_is_read_through_a_link(folder: Path, tmp_path: Path, told: Told) -> None:
    (tmp_path / "secret.sla").write_text("the word of the treasury")
    (folder / "inputs" / "meridian.sla").unlink()
    (folder / "inputs" / "meridian.sla").symlink_to(tmp_path / "secret.sla")
    code, document = told(folder)
    assert (code, check_of(document, "figures")["state"]) == (1, "not checked")
    assert "treasury" not in json.dumps(document)


def test_a_manifest_without_hashes_is_told_and_nothing_read_through_a_link(
    folder: Path, tmp_path: Path, told: Told
) -> None:
    manifest = json.loads((folder / MANIFEST).read_bytes())
    manifest |= {"files": {}, "evidence": evidence_of({})}
    (folder / MANIFEST).write_text(written(sealed(manifest)), "utf-8")
    code, document = told(folder)
    assert (code, check_of(document, "files")["state"]) == (1, "different")
    (folder / "facts.parquet").rename(tmp_path / "elsewhere.parquet")
    (folder / "facts.parquet").symlink_to(tmp_path / "elsewhere.parquet")
    code, document = told(folder)
    assert (code, check_of(document, "figures")["state"]) == (1, "not checked")


@pytest.mark.parametrize("name", ["item=AL-1", "record=item", "verdict=met", "r[un]", "r*", "r?n"])
def test_the_name_of_a_folder_means_nothing(folder: Path, told: Told, name: str) -> None:
    """A path is data: DuckDB takes `name=value` for a column and `*` for every file that fits."""
    other = folder.with_name("r1n") / "run"
    shutil.copytree(folder, other)
    (other / "facts.parquet").write_bytes(b"of another customer")
    moved = shutil.copytree(folder, folder.with_name(name) / "run")
    code, document = told(moved)
    assert (code, document["same"]) == (0, True), document["checks"]
    before, after = read_evidence(folder), read_evidence(moved)
    assert list(after.verdicts()) == list(before.verdicts())
    assert read_items(moved / "facts.parquet") == read_items(folder / "facts.parquet")


def test_parquet_packed_by_another_program_is_no_difference(folder: Path, told: Told) -> None:
    path = folder / "verdicts.parquet"
    duckdb.sql(f"CREATE OR REPLACE TABLE verdicts AS FROM read_parquet('{path}')")
    duckdb.sql(f"COPY verdicts TO '{path}' (FORMAT parquet, COMPRESSION snappy)")
    forge(folder)
    redraw(folder)
    code, document = told(folder)
    assert (code, document["same"]) == (0, True)


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" * 50])
def test_facts_that_are_none_are_told(folder: Path, told: Told, content: bytes) -> None:
    (folder / "facts.parquet").write_bytes(content)
    forge(folder)
    code, document = told(folder)
    assert code == 1
    [found] = check_of(document, "figures")["differences"]
    assert "facts.parquet" in found["kept"]


def test_another_version_is_said_before_the_checks(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = json.loads((folder / MANIFEST).read_bytes())
    manifest["versions"]["tzdata"] = "1999z"
    (folder / MANIFEST).write_text(written(sealed(manifest)), "utf-8")
    redraw(folder)
    capsys.readouterr()
    assert run(["verify", str(folder)]) == 0
    out = capsys.readouterr().out
    assert "tzdata 1999z" in out
    assert out.index("1999z") < out.index("Files:")


def test_the_source_read_again_is_the_same(made: Path, told: Told) -> None:
    code, document = told(made / "run", "--source", f"csv:{made / 'export'}")
    assert (code, check_of(document, "source")["state"]) == (0, "same")


def test_the_source_may_have_another_name_by_now(made: Path, tmp_path: Path, told: Told) -> None:
    shutil.copytree(made / "export", tmp_path / "elsewhere")
    code, _ = told(made / "run", "--source", f"csv:{tmp_path / 'elsewhere'}")
    assert code == 0


def test_texts_that_cannot_be_run_are_told_by_each_check(
    folder: Path, made: Path, told: Told
) -> None:
    (folder / "inputs" / "meridian.sla").write_text("contract of nothing")
    forge(folder)
    code, document = told(folder, "--source", f"csv:{made / 'export'}")
    states = {check["name"]: check["state"] for check in document["checks"]}
    assert (code, states["figures"], states["source"]) == (1, "different", "different")


def test_a_source_that_was_changed_is_told(made: Path, tmp_path: Path, told: Told) -> None:
    shutil.copytree(made / "export", tmp_path / "export")
    edit(tmp_path / "export" / "events.csv", "2025-03-10T15:00:00Z", "2025-03-10T14:00:00Z")
    code, document = told(made / "run", "--source", f"csv:{tmp_path / 'export'}")
    assert code == 1
    found = check_of(document, "source")["differences"]
    assert {"facts.parquet", MANIFEST} <= {each["file"] for each in found}
    assert any("events.csv" in each["place"] for each in found)


def test_what_was_not_checked_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", str(folder)]) == 0
    out = capsys.readouterr().out
    assert "Register: not checked" in out
    assert "Source: not checked" in out
    assert max(map(len, out.splitlines())) <= 100


def test_a_forged_report_is_told_where_it_parts(folder: Path, told: Told) -> None:
    edit(folder / "report.html", "Meridian Bank", "Another Bank")
    forge(folder)
    code, document = told(folder)
    [found] = check_of(document, "report")["differences"]
    assert (code, found["file"]) == (1, "report.html")
    assert "Another Bank" in found["kept"]
    assert "Meridian Bank" in found["found"]


def test_a_report_that_another_version_drew_is_no_difference(folder: Path, told: Told) -> None:
    manifest = json.loads((folder / MANIFEST).read_bytes())
    manifest["versions"]["slarules"] = "0.0.9"
    (folder / MANIFEST).write_text(written(manifest), "utf-8")
    (folder / "report.html").write_text("an older page")
    forge(folder)
    code, document = told(folder)
    assert (code, check_of(document, "report")["state"]) == (0, "not checked")
    assert "slarules 0.0.9" in document["notes"][0]


# --- signatures and registers ---------------------------------------------------------------------


@pytest.fixture
def signed(folder: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A run that is signed, and the public key."""
    key = make_keys(tmp_path / "ann.pem")
    sign(folder, (tmp_path / "ann.pem").read_bytes())
    return folder, key


def test_a_signature_is_checked_with_a_key_and_only_then(
    signed: tuple[Path, Path], told: Told
) -> None:
    folder, key = signed
    code, document = told(folder)
    assert (code, check_of(document, "signature")["state"]) == (0, "not checked")
    code, document = told(folder, "--key", key)
    assert (code, check_of(document, "signature")["state"]) == (0, "same")


def test_a_signature_by_another_is_told(
    signed: tuple[Path, Path], tmp_path: Path, told: Told
) -> None:
    other = make_keys(tmp_path / "bob.pem")
    code, document = told(signed[0], "--key", other)
    assert (code, check_of(document, "signature")["state"]) == (1, "different")


def test_a_signature_of_what_was_there_before_a_forger_is_told(
    signed: tuple[Path, Path], told: Told
) -> None:
    folder, key = signed
    edit(folder / "findings.csv", "Odd", "odd")
    forge(folder)
    _, document = told(folder, "--key", key)
    [found] = check_of(document, "signature")["differences"]
    assert found["file"] == "signature.json"


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_flipped_byte_of_a_signature_is_found(
    signed: tuple[Path, Path], data: st.DataObject
) -> None:
    folder, key = signed
    path = folder / "signature.json"
    before = path.read_bytes()
    place = data.draw(st.integers(0, len(before) - 1))
    flipped = before[place] ^ data.draw(st.integers(1, 255))
    try:
        path.write_bytes(before[:place] + bytes([flipped]) + before[place + 1 :])
        assert check_signature(folder, key).state == "different"
    finally:
        path.write_bytes(before)


def test_an_unsigned_run_is_no_signed_one(folder: Path, tmp_path: Path, told: Told) -> None:
    code, _ = told(folder, "--key", make_keys(tmp_path / "ann.pem"))
    assert code == 1


def test_a_run_is_found_in_its_register_and_no_other_is(tmp_path: Path, told: Told) -> None:
    made = desk(tmp_path)
    register = ["--register", str(tmp_path / "slarules.db")]
    assert run([*arguments(made), "--out", str(made / "run"), *register]) == 0
    code, document = told(made / "run", *register)
    assert (code, check_of(document, "register")["state"]) == (0, "same")
    edit(made / "run" / "findings.csv", "Odd", "odd")
    forge(made / "run")
    code, document = told(made / "run", *register)
    [found] = check_of(document, "register")["differences"]
    assert (code, found["file"]) == (1, MANIFEST)


def test_a_register_whose_chain_is_broken_is_told(tmp_path: Path, told: Told) -> None:
    made = desk(tmp_path)
    register = tmp_path / "slarules.db"
    words = ["--register", str(register)]
    assert run([*arguments(made), "--out", str(made / "run"), *words]) == 0
    with closing(sqlite3.connect(register)) as database:
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in names.fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        database.execute("UPDATE entry SET reason = 'another'")
        database.commit()
    code, document = told(made / "run", *words)
    assert (code, check_of(document, "register")["state"]) == (1, "different")


def test_a_register_that_is_not_there_is_wrong_use(folder: Path, tmp_path: Path) -> None:
    assert run(["verify", str(folder), "--register", str(tmp_path / "none.db")]) == 2


def test_what_a_register_said_is_counted_again(tmp_path: Path, told: Told) -> None:
    """Facts that were asserted, and a statement that was issued, are in the folder of the run."""
    made = desk(tmp_path)
    register = ["--register", str(tmp_path / "slarules.db")]
    asserted = Asserted(about="M-2", fact="level", value="P2", state="agreed")
    draft = Draft("meridian", at("2025-04-02"), "ann", "a typing mistake", asserted)
    with opened(str(tmp_path / "slarules.db")) as held:
        held.append(draft, at("2025-04-02"))
    assert run([*arguments(made), "--out", str(made / "run"), *register]) == 0
    assert (made / "run" / "inputs" / "register.json").exists()
    code, document = told(made / "run", *register, "--source", f"csv:{made / 'export'}")
    assert (code, document["same"]) == (0, True)
