"""What the parties said by the register: issued statements, facts, disputes and claims."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from slarules.instants import Instant
from slarules.register.bodies import Asserted, Claimed, Disputed, Issued
from slarules.register.entry import Draft
from slarules.report.evidence import Evidence
from slarules.report.html.shown import amount, at, badge, from_to, name, plainly
from slarules.report.html.tables import Cell, Row, Table, columns, table
from slarules.report.moments import day, wall

MOST = 100
WHERE = "inputs/register.json has all"

CLAIMS: Mapping[str, str] = {
    "in time": "in time",
    "expired": "too late",
    "not needed": "it is given without a claim",
}


@dataclass(frozen=True, slots=True)
class Entered:
    """A kind of entry, and all that is entered of it."""

    told: str
    table: Table


def parties(evidence: Evidence) -> tuple[Entered, ...]:
    """Return what the run counted of what the parties said; nothing without a register."""
    return tuple(_all(evidence)) if evidence.entries else ()


def _all(evidence: Evidence) -> Iterator[Entered]:
    zone, titles = evidence.promises.head.zone, _titles(evidence)
    issued, facts, disputes, claims = [], [], [], []
    for number, draft in evidence.entries:
        match draft.body:
            case Issued() as body:
                issued.append(_issued(body, draft, zone))
            case Asserted() as body:
                facts.append(_asserted(body, draft, zone))
            case Disputed() as body:
                disputes.append(_disputed(body, body.dispute or number, draft, zone, titles))
            case Claimed() as body:
                claims.append(_claimed(body, draft, zone, titles))
    for title, told, heads, rows in (
        ("Statements that were issued", ISSUED, ISSUED_HEADS, issued),
        ("Facts", FACTS, FACTS_HEADS, facts),
        ("Disputes", DISPUTES, DISPUTES_HEADS, disputes),
        ("Claims", CLAIMED, CLAIMED_HEADS, claims),
    ):
        if rows:
            yield Entered(told, table(title, columns(*heads), rows, MOST, WHERE))


def _titles(evidence: Evidence) -> Mapping[str, str]:
    """Return the titles of credits and pools by their names."""
    declared = evidence.promises.declarations
    return {each.name: each.title or each.name for each in declared if each.family in MONEY}


MONEY = frozenset({"credit", "pool", "earn-back"})


def _wall(time: str, zone: str) -> str:
    return wall(at(time), zone) if time else ""


def _through(until: str, zone: str) -> str:
    """Return the last date before an instant, or nothing for none."""
    return day(Instant(at(until) - 1), zone) if until else ""


def _who(draft: Draft, evidence: str = "") -> Cell:
    said: list[Cell] = [name(draft.author), name(draft.reason)]
    return plainly([*said, name(f"evidence: {evidence}")] if evidence else said)


# --- issued statements ---------------------------------------------------------------------------

ISSUED = "A later run is measured against these; what is issued stays as it is."
ISSUED_HEADS = ("=Period", "Revision", ">Amount", "Issued", "By, and why")


def _issued(body: Issued, draft: Draft, zone: str) -> Row:
    money = from_to(amount(body.least, body.currency), amount(body.most, body.currency))
    revision = f"{body.revision}, {'final' if body.final else 'provisional'}"
    return Row((body.period, revision, money, wall(draft.at, zone), _who(draft)))


# --- facts ---------------------------------------------------------------------------------------

FACTS = (
    "What both agree on counts as a fact. What is disputed is unknown until it is settled. What is "
    "only proposed changes no figure."
)
FACTS_HEADS = ("What", "Is", "State", "Entered", "By, and why")


def _asserted(body: Asserted, draft: Draft, zone: str) -> Row:
    since = f"since {_wall(body.since, zone)}" if body.since else "all along"
    value = plainly([name(body.value), since])
    what = name(f"{body.fact} of {body.about}")
    said = wall(draft.at, zone)
    return Row((what, value, body.state, said, _who(draft, body.evidence)))


# --- disputes ------------------------------------------------------------------------------------

DISPUTES = "Each step, and whether it came by when the agreement wants it."
DISPUTES_HEADS = ("Dispute", "About", "Step", "When", "By, and why")


def _disputed(
    body: Disputed, number: int, draft: Draft, zone: str, titles: Mapping[str, str]
) -> Row:
    about = f"{body.fact} of {body.about}" if body.fact else titles.get(body.about, body.about)
    of = f", {body.period}" if body.period else ""
    settled = f": it is {body.value}" if body.value else ""
    when: list[Cell] = [wall(draft.at, zone)]
    if body.due:
        when.append(
            f"{'late, due' if body.late else 'in time,'} through {_through(body.due, zone)}"
        )
    step = f"{body.step}{settled}"
    return Row((f"{number}", name(f"{about}{of}"), step, plainly(when), _who(draft, body.evidence)))


# --- claims --------------------------------------------------------------------------------------

CLAIMED = "Credits that the customer has asked for."
CLAIMED_HEADS = ("Credit", "=Period", "Asked for", "State", "By, and why")


def _claimed(body: Claimed, draft: Draft, zone: str, titles: Mapping[str, str]) -> Row:
    kind = "missed" if body.state == "expired" else "met"
    state: list[Cell] = [badge(kind, CLAIMS[body.state])]
    if body.until:
        state.append(f"through {_through(body.until, zone)}")
    return Row(
        (
            name(titles.get(body.credit, body.credit)),
            body.period,
            wall(draft.at, zone),
            plainly(state),
            _who(draft, body.evidence),
        )
    )
