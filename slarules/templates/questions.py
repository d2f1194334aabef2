"""What is asked before a contract is written, in the order in which it is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import resources

from slarules.templates import answers
from slarules.templates.answers import Check
from slarules.templates.catalogue import Template


@dataclass(frozen=True, slots=True)
class Question:
    """Something to decide.

    Attributes:
        asks: The question, as it is put to a person.
        check: Returns an answer as the contract writes it, or raises `ValueError` with what is
            wrong.
        default: What is taken when nobody answers.
    """

    key: str
    asks: str
    check: Check
    default: str


def questions(chosen: Template, today: date, given: Mapping[str, str]) -> Iterator[Question]:
    """Yield each question; its default may follow from the answers so far.

    Args:
        given: The answers by question, which grow while the questions are put.
    """
    own = chosen.defaults
    yield Question("customer", "Who is the customer?", answers.text, "Customer")
    yield Question("provider", "Who is the provider?", answers.text, "Provider")
    first = today.replace(day=1).isoformat()
    yield Question("starts", "On which date does it begin?", answers.day, first)
    last = _a_year_after(date.fromisoformat(given["starts"]))
    yield Question("ends", "On which date does it end?", _not_before(given["starts"]), last)
    asks = "Whose public holidays close the service desk? (IE, DE-HH, ..., none)"
    yield Question("holidays", asks, answers.area, "DE")
    near = zone_of(given["holidays"])
    yield Question("zone", "In which time zone are its times?", answers.zone, near)
    if "currency" in own:
        yield Question("currency", "In which currency?", answers.currency, own["currency"])
    if "fee" in own:
        yield _fee(own["fee"], given["currency"])
    asks = "When is the service desk open?"
    week = "Monday to Friday from 08:00 to 18:00"
    yield Question("hours", asks, answers.hours, week)
    yield from _promises(own)
    asks = (
        "How does the history come: tickets (one row a ticket), events (one row a change), "
        "snapshots (one row an update)?"
    )
    yield Question("shape", asks, answers.shape, "tickets")


def _fee(default: str, code: str) -> Question:
    plain = default.partition(".")[0].replace(",", "")

    def check(said: str) -> str:
        return answers.fee(said, code)

    return Question("fee", f"How much is the monthly fee, in {code}?", check, plain)


def _promises(own: Mapping[str, str]) -> Iterator[Question]:
    if "service" in own:
        asks = "What does the monitor call the service?"
        yield Question("service", asks, answers.text, own["service"])
    if "uptime" in own:
        asks = "How much uptime is promised a month?"
        yield Question("uptime", asks, answers.uptime, own["uptime"])
    for level in ("p1", "p2", "p3", "p4"):
        # The examples in the contract are about P1, so that it needs a goal.
        check = answers.goal if level == "p1" else answers.goal_or_none
        for key, what in (("respond", "answered"), ("resolve", "solved")):
            if default := own.get(f"{key}_{level}"):
                asks = f"Within what time is a {level.upper()} {what}?"
                yield Question(f"{key}_{level}", asks, check, default)
    if "share" in own:
        asks = "Which share of the tickets has to be in time each month?"
        yield Question("share", asks, answers.share, own["share"])


def _not_before(starts: str) -> Check:
    def check(said: str) -> str:
        found = answers.day(said)
        if found < starts:
            raise ValueError(f"it cannot end on {found}: it begins on {starts}; write a later date")
        if int(found[:4]) - int(starts[:4]) > LONGEST_LIFE:
            raise ValueError(
                f"it would run for more than {LONGEST_LIFE} years; write an earlier date"
            )
        return found

    return check


LONGEST_LIFE = 30


def _a_year_after(starts: date) -> str:
    try:
        return (starts.replace(year=starts.year + 1) - timedelta(days=1)).isoformat()
    except ValueError:
        # February 29 has no anniversary in the next year.
        return starts.replace(year=starts.year + 1, day=28).isoformat()


def zone_of(area: str) -> str:
    """Return the time zone that most of a country lives in, as the time zone database lists it."""
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return next((row[2] for row in rows if row[0] == area.partition("-")[0]), "Europe/Berlin")
