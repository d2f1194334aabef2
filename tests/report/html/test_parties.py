"""What the parties said by the register, on the page."""

from __future__ import annotations

from dataclasses import replace

from slarules.register.bodies import Asserted, Body, Claimed, Disputed, Issued
from slarules.register.entry import Draft
from slarules.report.evidence import Evidence
from slarules.report.html import page
from tests.made import at
from tests.report.html.reading import Reader

RUN = "a" * 64


def with_entries(demo: Evidence, *bodies: Body) -> str:
    entries = tuple(
        (number, Draft("alster", at("2025-04-02T08:00"), "Anna <b>", "so it was", body))
        for number, body in enumerate(bodies, 3)
    )
    return Reader(page(replace(demo, entries=entries))).text


def test_without_entries_nothing_is_said_of_a_register(demo: Evidence) -> None:
    assert demo.entries == ()
    assert "What the parties said" not in Reader(page(demo)).text


def test_an_agreed_fact_is_told_with_who_said_it_and_on_what_evidence(demo: Evidence) -> None:
    fact = Asserted(
        about="AL-1741", fact="cause", value="customer", state="agreed", evidence="mail of 7 April"
    )
    told = with_entries(demo, fact)
    assert "cause of AL-1741 customer all along agreed Wed 2025-04-02 10:00" in told
    assert "Anna <b> so it was evidence: mail of 7 April" in told


def test_a_dispute_is_told_step_by_step_with_its_deadlines(demo: Evidence) -> None:
    opened = Disputed(step="opened", about="AL-1741", fact="level", due="2025-04-20T22:00:00Z")
    settled = Disputed(
        step="settled",
        dispute=3,
        about="AL-1741",
        fact="level",
        value="P1",
        due="2025-04-30T22:00:00Z",
        late=True,
    )
    told = with_entries(demo, opened, settled)
    assert "3 level of AL-1741 opened Wed 2025-04-02 10:00 in time, through 2025-04-20" in told
    assert "3 level of AL-1741 settled: it is P1 Wed 2025-04-02 10:00" in told
    assert "late, due through 2025-04-30" in told


def test_what_was_issued_and_claimed_is_told_by_the_titles_of_credits(demo: Evidence) -> None:
    issued = Issued(
        period="2025-03",
        revision=1,
        run=RUN,
        mapping=RUN,
        currency="EUR",
        least="2720.00",
        most="2720.00",
        final=True,
    )
    claim = Claimed(
        credit="tills_down",
        period="2025-07",
        state="expired",
        until="2025-10-29T23:00:00Z",
        run=RUN,
    )
    told = with_entries(demo, issued, claim)
    assert "2025-03 1, final EUR 2,720.00" in told
    assert "Tills not at work 2025-07 Wed 2025-04-02 10:00 too late through 2025-10-29" in told
