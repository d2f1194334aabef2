"""Claims, rights and duties in plain English."""

from __future__ import annotations

from slarules.core.conditions import ALWAYS
from slarules.core.english import condition, goal, listed, ordinal
from slarules.core.promises import Budget, CloseOfDay
from slarules.core.rights import Claim, Deadline, Duty, Right, Succession
from slarules.report.english.facets import Facets
from slarules.report.english.names import Names
from slarules.report.english.periods import period
from slarules.report.english.quantities import history


def deadline(of: Deadline) -> str:
    """Return a last day: `within 30 calendar days after period end`."""
    if of.periods is not None:
        count, kind = of.periods
        return f"by the end of the {ordinal(count)} {period(kind)} after {of.after}"
    match of.goal:
        case None:
            return f"by {of.after}"
        case Budget():
            return f"within {goal(of.goal)} after {of.after}"
        case CloseOfDay(days=0) as same:
            return f"{goal(same)} as {of.after}"
        case found:
            said = goal(found)
            return f"{said} {of.after}" if said.endswith(" after") else f"{said} than {of.after}"


def of_claim(of: Claim, names: Names) -> Facets:
    """Return what must be asked for, by when and with what."""
    del names
    facets = Facets()
    on = "any credit" if of.credits is None else listed(of.credits, "and")
    told = deadline(of.deadline)
    facets.add("deadline", f"Who wants {on} must claim it {told}, or it is lost", told)
    facets.add_quietly("on", on)
    if of.evidence:
        told = listed(of.evidence, "and")
        facets.add("evidence", f"It must come with {told}", told)
    if of.uses_once is not None:
        facets.add("uses once", f"It uses up the bad time of {of.uses_once}", of.uses_once)
    return facets


def of_right(of: Right, names: Names) -> Facets:
    """Return what a party may do, when and for how long."""
    facets = Facets()
    when = history(of.when, names)
    facets.add("when", f"The {of.party} has it when {when}", when)
    facets.add_quietly("party", of.party)
    lapses = "never" if of.lapses is None else deadline(of.lapses)
    last = "It never lapses" if of.lapses is None else f"It may be used {lapses}"
    facets.add("lapses", last, lapses)
    if of.each is not None:
        facets.add("separately", f"Each {of.each} brings one of its own", f"for each {of.each}")
    return facets


def of_duty(of: Duty, names: Names) -> Facets:
    """Return what a party must do, when and by when."""
    facets = Facets()
    by = deadline(of.by)
    facets.add("does", f"The {of.party} owes this {by}: {of.does}", of.does)
    facets.add_quietly("party", of.party)
    facets.add_quietly("deadline", by)
    where = f" where {condition(of.where)}" if of.where != ALWAYS else ""
    misses = f" that misses {of.misses}" if of.misses else ""
    told = f"each {of.each}{where}{misses}"
    facets.add("for", f"It is owed for {told}", told)
    if of.when is not None:
        told = history(of.when, names)
        facets.add("when", f"Only when {told}", told)
    if of.done is not None:
        facets.add("done", f"{of.done} says that it was done", of.done)
    return facets


def of_succession(of: Succession) -> Facets:
    """Return who takes whose place, and from when."""
    facets = Facets()
    told = f"{of.successor} from {of.since} on"
    facets.add("successor", f"The {of.party} is {told}", told)
    for kept in of.keeps:
        facets.row("kept", kept)
    return facets
