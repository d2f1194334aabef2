"""What Jira tells otherwise later stays as it was seen first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from slarules.contract import load
from slarules.contract.mapping import load_mapping
from slarules.engine.reference.verdicts import verdicts
from slarules.facts import gather
from slarules.instants import HOUR, MINUTE, Micros
from slarules.rebuilding import HeldSource
from slarules.sources.files import finding
from slarules.store import open_store
from tests.adapters.jira.fake.site import ADA
from tests.adapters.jira.test_end_to_end import CONTRACT, MAPPING
from tests.adapters.worked import Worked, jira


def first_response(source: Worked, folder: Path) -> tuple[str, int | None]:
    """Pull, and return what the first request's response comes to."""
    source.pulled(folder / "store")
    (folder / "support.sla").write_text(CONTRACT, "utf-8")
    contract = load(folder / "support.sla").contract
    mapping = load_mapping(MAPPING).mapping
    assert contract is not None
    assert mapping is not None
    with open_store(folder / "store") as store:
        gathered = gather(contract, mapping, HeldSource(store.snapshot(), finding), None)
    wanted = ("HELP-1", "time_to_first_response")
    found = verdicts(contract, gathered.history)
    (verdict,) = (each for each in found if (each.item, each.measure) == wanted)
    return str(verdict.verdict), verdict.elapsed


def help_1(source: Worked) -> Any:  # noqa: ANN401  # an issue of the made-up site
    issues = source.world.site.issues.values()  # type: ignore[attr-defined]
    return next(each for each in issues if each.key == "HELP-1")


def test_an_answer_that_is_made_internal_later_was_an_answer(tmp_path: Path) -> None:
    source = jira()
    assert first_response(source, tmp_path) == ("met", 50 * MINUTE)
    source.world.pass_time(Micros(HOUR))
    answer = next(each for each in help_1(source).comments if each.author == ADA and each.public)
    answer.public = False
    source.world.site.touch(help_1(source))  # type: ignore[attr-defined]
    source.world.pass_time(Micros(HOUR))
    assert first_response(source, tmp_path) == ("met", 50 * MINUTE)


def test_who_left_the_team_answered_as_an_agent(tmp_path: Path) -> None:
    source = jira(roles={"agent_roles": ["Service Desk Team"], "licensed": "customer"})
    site = source.world.site  # type: ignore[attr-defined]
    site.roles["Service Desk Team"]["HELP"] = [ADA]
    assert first_response(source, tmp_path) == ("met", 50 * MINUTE)
    site.roles["Service Desk Team"]["HELP"] = []
    source.world.pass_time(Micros(HOUR))
    site.comment(help_1(source), ADA)
    source.world.pass_time(Micros(HOUR))
    assert first_response(source, tmp_path) == ("met", 50 * MINUTE)
