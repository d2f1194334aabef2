"""First mappings of the made-up Jira and Zendesk: what is guessed judges their worked examples."""

from __future__ import annotations

from pathlib import Path

import pytest

from slarules.cli import run
from slarules.contract.mapping import load_mapping
from slarules.discovery import misfits, starter
from slarules.discovery.words import words_of
from tests.adapters.jira.test_end_to_end import CONTRACT
from tests.adapters.worked import Worked, jira, zendesk
from tests.adapters.zendesk.test_audit import PILOT

VOCABULARY = words_of("service-desk", ())


@pytest.fixture(scope="module", params=["jira", "zendesk"])
def source(request: pytest.FixtureRequest) -> Worked:
    return jira() if request.param == "jira" else zendesk()


@pytest.fixture
def store(source: Worked, tmp_path: Path) -> str:
    return source.pulled(tmp_path / "store")


def test_a_first_mapping_is_written_and_fits_its_source(
    store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(tmp_path / "mine.sla")
    new = ["mapping", "new", "mine", "--vocabulary", "service-desk", "--source", store]
    assert run([*new, "--out", path]) == 0
    assert run(["check", path]) == 0
    capsys.readouterr()
    run(["mapping", "check", path, "--source", store])
    told = capsys.readouterr().out
    assert "0 unreadable" in told
    for misfit in ("renamed", "unknown field", "gone", "no history"):
        assert misfit not in told


def verdicts(contract: Path, mapping: Path, store: str) -> dict[tuple[str, str], str]:
    """Return the verdicts, by ticket and measure, that an audit with a mapping comes to."""
    from slarules.agreement import agreement
    from slarules.engine.reference import evaluate
    from slarules.facts.gathering import gather
    from slarules.order import Order
    from slarules.rebuilding import HeldSource
    from slarules.sources.files import finding
    from slarules.store import open_store

    agreed = agreement(Order(contract, mapping, store))
    with open_store(store) as opened:
        source = HeldSource(opened.snapshot(), finding)
        gathered = gather(agreed.contract, agreed.mapping, source, None)
    found = evaluate(agreed.contract, gathered.history).verdicts
    return {(each.item, each.measure): str(each.verdict) for each in found}


def test_what_is_guessed_judges_as_the_shipped_mapping_of_the_vendor(
    source: Worked, store: str, tmp_path: Path
) -> None:
    adapter = source.name.partition(":")[0]
    text = CONTRACT if adapter == "jira" else PILOT.read_text(encoding="utf-8")
    (tmp_path / "shipped.sla").write_text(text, encoding="utf-8")
    own = text.replace("measured by mapping zendesk", "measured by mapping mine")
    (tmp_path / "own.sla").write_text(own, encoding="utf-8")
    mine = tmp_path / "mine.sla"
    mine.write_text(starter("mine", source.catalogue(), VOCABULARY), encoding="utf-8")
    vendor = {"jira": "jira-service-management", "zendesk": "zendesk"}[adapter]
    shipped = Path("rules") / "mappings" / f"{vendor}.sla"
    guessed = verdicts(tmp_path / "own.sla", mine, store)
    assert guessed == verdicts(tmp_path / "shipped.sla", shipped, store)
    assert {"met", "missed"} <= set(guessed.values())


def test_a_status_that_is_renamed_between_two_looks_is_found(tmp_path: Path) -> None:
    source = jira()
    then = source.catalogue()
    path = tmp_path / "mine.sla"
    path.write_text(starter("mine", then, VOCABULARY), encoding="utf-8")
    mapping = load_mapping(path).mapping
    assert mapping is not None
    source.world.site.statuses["3"] = ("Your turn", "indeterminate")  # type: ignore[attr-defined]
    (found,) = [
        each
        for each in misfits(mapping, VOCABULARY, source.catalogue(), then)
        if each.kind == "renamed"
    ]
    assert "was called Waiting for customer and is Your turn now" in found.what


def test_a_status_that_zendesk_has_no_more_is_found(tmp_path: Path) -> None:
    source = zendesk()
    then = source.catalogue()
    path = tmp_path / "mine.sla"
    path.write_text(starter("mine", then, VOCABULARY), encoding="utf-8")
    mapping = load_mapping(path).mapping
    assert mapping is not None
    fields = tuple(
        each.model_copy(update={"values": each.values[1:]}) if each.id == "status" else each
        for each in source.catalogue().fields
    )
    now = then.model_copy(update={"fields": fields})
    assert [each.kind for each in misfits(mapping, VOCABULARY, now, then)].count("gone") == 1
