from __future__ import annotations

import re
from pathlib import Path

from slarules.runs.parquet import connection
from tests.shared import ROOT

CONTRACTS = ROOT / "rules" / "contracts"
DECLARED = re.compile(
    r'^\s*(?:internal targets|measures|amendment|scenario|between)\s+("[^"]+"|\w+)(?: and (\w+))?',
    re.MULTILINE,
)
QUOTED = re.compile(r'"([^"]+)"')


def internal_names() -> set[str]:
    """Return every name, title and clause of the overlay that stands nowhere in the contract."""
    overlay = (CONTRACTS / "meridian-internal.sla").read_text("utf-8")
    contract = (CONTRACTS / "meridian.sla").read_text("utf-8")
    named = {name.strip('"') for found in DECLARED.findall(overlay) for name in found if name}
    shown = {*named, *QUOTED.findall(overlay), "meridian-internal", "internal overlay"}
    return {name for name in shown if not re.search(rf"\b{re.escape(name)}\b", contract)}


def words_of(run: Path) -> dict[str, str]:
    """Return the text of every file of a run by name, columns of Parquet files too."""
    told = {}
    for path in sorted(path for path in run.rglob("*") if path.is_file()):
        text = path.read_bytes().decode("utf-8", "replace")
        if path.suffix == ".parquet":
            with connection() as database:
                text = str(
                    database.execute(
                        "SELECT COLUMNS(*)::VARCHAR FROM read_parquet(?)", [str(path)]
                    ).fetchall()
                )
        told[path.relative_to(run).as_posix()] = text
    return told


def test_the_names_are_those_of_the_overlay() -> None:
    assert internal_names() == {
        "meridian-internal",
        "internal overlay",
        "incidents_ops",
        "What we aim for ourselves",
        "Operations handbook 3.2",
        "restore_ops",
        "handoff",
        "Service desk to network operations",
        "OLA 3",
        "triage",
        "repair",
        "second_internal",
        "Our own goals under Amendment No. 2",
        "Open across the amendment: our old goal still counts",
        "Raised after the amendment: the shorter goals",
        "Both groups in time",
    }


def test_no_file_of_the_customers_run_holds_an_internal_name(customer_run: Path) -> None:
    told = words_of(customer_run)
    assert "report.html" in told
    found = [
        (file, name)
        for file, text in told.items()
        for name in internal_names()
        if re.search(rf"\b{re.escape(name)}\b", f"{file} {text}")
    ]
    assert found == []
    assert "for the provider only" not in told["report.html"]


def test_the_providers_report_has_what_the_overlay_promises(provider_run: Path) -> None:
    told = words_of(provider_run)
    report = told["report.html"]
    everywhere = " ".join(told.values())
    assert [name for name in internal_names() if name not in everywhere] == []
    for name in ("incidents_ops", "restore_ops", "handoff", "triage", "repair", "second_internal"):
        assert name in report
    for name in ("Operations handbook 3.2", "OLA 3", "What we aim for ourselves"):
        assert name in report
    assert "for the provider only" in report
