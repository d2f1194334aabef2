"""What parties may do until when, what they must do, and which conditions are yes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from slarules.report.evidence import Evidence
from slarules.report.evidence.figures import Condition
from slarules.report.evidence.rights import Duty, Right
from slarules.report.html.markup import element
from slarules.report.html.shown import name, on_the_wall, plainly, settled_by, with_clause
from slarules.report.html.tables import Cell, Row, Table, columns, table

MOST = 60


@dataclass(frozen=True, slots=True)
class Rights:
    """What follows from the periods beside money."""

    tables: tuple[Table, ...]


def rights(evidence: Evidence) -> Rights | None:
    """Return what follows beside money; None where the contract says nothing of that."""
    found = tuple(_tables(evidence))
    return Rights(found) if found else None


def _tables(evidence: Evidence) -> Iterator[Table]:
    wall = on_the_wall(evidence.promises.head.zone)
    said = evidence.rights
    if said and (rows := [_right(each, wall) for each in said.rights if each.state != "closed"]):
        heads = columns("Right", "=Period", "Of", "State", "=Last day", "Why")
        caption = "Rights that are open, have lapsed or are not settled"
        yield table(caption, heads, rows[::-1], MOST, "rights.json has all")
    if said and said.duties:
        heads = columns("Duty", "=Period", "Of", "State", "=Last day", "What")
        rows = [_duty(each, wall) for each in said.duties]
        yield table("Duties", heads, rows[::-1], MOST, "rights.json has all")
    if rows := [
        _condition(each) for each in evidence.targets.conditions if each.holds is not False
    ]:
        heads = columns("Condition", "=Period", "Of", "State")
        caption = "Conditions that are yes, or not settled"
        yield table(caption, heads, rows[::-1], MOST, "targets.json has all")


Wall = Callable[[str | None], str]


def _right(of: Right, wall: Wall) -> Row:
    last = "" if of.state == "undetermined" else of.through or "never"
    since = f"since {wall(of.opened_at)}" if of.opened_at else ""
    why: list[Cell] = [*filter(None, (of.why, since))]
    if of.needs:
        why.append(f"to settle: {settled_by(of.needs)}")
    what = plainly([with_clause(of.title, of.clause), f"for the {of.party}"])
    return Row((what, of.period, _of(of.of), _state(of.state), last, plainly(why)))


def _duty(of: Duty, wall: Wall) -> Row:
    what: list[Cell] = [name(f"the {of.party} owes {of.does}")]
    what += [of.why] if of.why else []
    what += [f"done {wall(of.done_at)}"] if of.done_at else []
    what += [f"to settle: {settled_by(of.needs)}"] if of.needs else []
    title = with_clause(of.title, of.clause)
    return Row((title, of.period, _of(of.of), _state(of.state), of.through, plainly(what)))


def _condition(of: Condition) -> Row:
    state: list[Cell] = [_state("yes" if of.holds else "undetermined")]
    state += [f"to settle: {settled_by(of.needs)}"] if of.needs else []
    return Row((with_clause(of.title, of.clause), of.period, _of(of.of), plainly(state)))


def _of(of: str | None) -> Cell:
    return name(of) if of else ""


def _state(word: str) -> Cell:
    return element("strong", "not settled" if word == "undetermined" else word)
