"""From the fake account to verdicts, each worked out by hand."""

from __future__ import annotations

from pathlib import Path

import httpx2
import pytest

from slarules.adapters import Asked
from slarules.agreement import agreement
from slarules.engine.outcome import Outcome
from slarules.engine.reference import evaluate
from slarules.facts.gathering import Gathered, gather
from slarules.instants import MINUTE, Micros
from slarules.order import Order
from slarules.pulling import LiveContext, pull
from slarules.rebuilding import HeldSource
from slarules.sources.files import finding
from slarules.store import open_store
from slarules.testing import CANARY
from slarules_zendesk.adapter import made
from tests.adapters.zendesk.fake.world import BEGINNING, ZendeskWorld, profile
from tests.shared import ROOT

PILOT = Path(__file__).parent / "pilot.sla"
MAPPING = ROOT / "rules" / "mappings" / "zendesk.sla"


def minute(world: ZendeskWorld, minutes: int) -> None:
    """Go on to so many minutes after nine o'clock UTC on 2 March 2026."""
    world.pass_time(Micros(BEGINNING + minutes * MINUTE - world.now()))


def pulled(world: ZendeskWorld, folder: Path) -> None:
    context = LiveContext(
        "zendesk:acme",
        clock=world.now,
        resolve=lambda _: CANARY,
        transport=lambda _: httpx2.WSGITransport(world.fake),
        pause=world.pass_time,
    )
    adapter = made(profile())
    with open_store(folder) as store, store.writing("zendesk:acme", now=world.now) as sink:
        sink.catalogue(adapter.discover(context))
        assert pull(adapter, Asked(), context, sink, concurrency=1).whole == 4
    context.close()


def story(world: ZendeskWorld, folder: Path) -> None:
    """Let a day go by, pulled once on the way and once two days later.

    | ticket | priority | what happens                                                           |
    | 1      | normal   | answered 9:30; pending from 10:00 until 20:00; solved 22:00            |
    | 2      | urgent   | a note 9:10; answered 9:40; solved 14:00                               |
    | 3      | normal   | answered 9:20, which is made private at 12:00; solved 22:00            |
    | 4      | normal   | never answered; merged into 1 at 15:00                                 |
    | 5      | normal   | a rule writes at 9:10; answered 9:50; solved 22:00                     |
    | 6      | normal   | never answered; deleted at 12:00                                       |
    """
    account = world.account
    for priority in ("normal", "urgent", "normal", "normal", "normal", "normal"):
        account.create(priority=priority)
    minute(world, 10)
    account.comment(2, public=False)
    account.comment(5, channel="rule")
    minute(world, 20)
    shown = account.comment(3)
    for ticket, answered in ((1, 30), (2, 40), (5, 50)):
        minute(world, answered)
        account.comment(ticket)
    minute(world, 60)
    account.change(1, "status", "pending")
    minute(world, 150)
    pulled(world, folder)
    minute(world, 180)
    account.conceal(3, shown)
    account.delete(6)
    minute(world, 300)
    account.change(2, "status", "solved")
    minute(world, 360)
    account.merge(4, 1)
    minute(world, 660)
    account.change(1, "status", "open")
    minute(world, 780)
    for ticket in (1, 3, 5):
        account.change(ticket, "status", "solved")
    minute(world, 3000)
    pulled(world, folder)


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> tuple[Outcome, Gathered]:
    folder = tmp_path_factory.mktemp("store")
    story(ZendeskWorld(), folder)
    agreed = agreement(Order(PILOT, MAPPING, "zendesk:acme"))
    with open_store(folder) as store:
        source = HeldSource(store.snapshot(), finding)
        gathered = gather(agreed.contract, agreed.mapping, source, None)
    return evaluate(agreed.contract, gathered.history), gathered


def test_verdicts_are_those_worked_out_by_hand(audited: tuple[Outcome, Gathered]) -> None:
    found = {
        (each.item, each.measure): (each.verdict, each.elapsed // MINUTE, each.paused // MINUTE)
        for each in audited[0].verdicts
        if each.item != "6"
    }
    assert found == {
        ("1", "respond"): ("met", 30, 0),
        ("1", "resolve"): ("met", 60 + 120, 600),
        ("2", "respond"): ("missed", 40, 0),
        ("2", "resolve"): ("missed", 300, 0),
        # What was public when it was written was an answer, whatever became of it.
        ("3", "respond"): ("met", 20, 0),
        ("3", "resolve"): ("missed", 780, 0),
        ("4", "respond"): ("cancelled", 360, 0),
        ("4", "resolve"): ("cancelled", 360, 0),
        # A rule is nobody's answer.
        ("5", "respond"): ("met", 50, 0),
        ("5", "resolve"): ("missed", 780, 0),
    }


def test_of_a_deleted_ticket_nothing_is_claimed(audited: tuple[Outcome, Gathered]) -> None:
    found = {each.measure: each.verdict for each in audited[0].verdicts if each.item == "6"}
    assert found == {"respond": "undetermined", "resolve": "undetermined"}


def test_whoever_reads_the_report_is_told(audited: tuple[Outcome, Gathered]) -> None:
    told = "\n".join(str(each) for each in audited[1].findings)
    assert "4: it was merged into ticket 1" in told
    assert "was made private at 2026-03-02 12:00:00Z" in told
    assert "6: it was deleted, and Zendesk no longer tells its history" in told
