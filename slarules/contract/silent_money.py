"""What holds of credits and of their settlement where the text is silent, and how to write it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slarules.contract.scope import first
from slarules.contract.terms import Built
from slarules.core.conditions import ALWAYS
from slarules.core.contract import Choice, Contract, Terms
from slarules.core.english import listed
from slarules.core.measures import Spans, of_time
from slarules.core.money import Credit, Named, PerLength
from slarules.core.quantities import ValueOf
from slarules.hours.local import local_date
from slarules.syntax import tree


def silent_money(contract: Contract, built: Built) -> Iterator[Choice]:
    """Yield what is taken of exclusions, credits and settlement where nothing is written."""
    terms = built.terms
    yield from _exclusions(terms)
    yield from _amendments(contract)
    for credit in terms.credits.values():
        yield from _of_credit(credit, terms)
    yield from _several(contract, terms)
    yield from _limits(contract, built)
    yield from _paid(terms)
    yield from _claimed(built)


def _exclusions(terms: Terms) -> Iterator[Choice]:
    for exclusion in terms.exclusions:
        if exclusion.allowance is None:
            says = f"{exclusion.name} takes out all such time, however much"
            yield Choice(says, "up to 10 elapsed hours every calendar year", exclusion.origin)
        if exclusion.provided == ALWAYS:
            says = f"{exclusion.name} needs no notice and no other evidence"
            write = "provided announced at least 48 elapsed hours before start"
            yield Choice(says, write, exclusion.origin)


def _amendments(contract: Contract) -> Iterator[Choice]:
    """Yield by which text items are judged: an amendment that names none judges none."""
    judged = dict.fromkeys(
        promise.measure.item
        for version in contract.versions
        for promise in version.terms.promises.values()
    )
    for version in contract.versions[1:]:
        named = {applies.item for applies in version.applies}
        for item in judged:
            kind = contract.vocabulary.items.get(item)
            if kind is None or item in named:
                continue
            day = local_date(version.effective, contract.zone)
            moment = next(iter(kind.moments), "MOMENT")
            says = (
                f"{version.name} judges no {kind.plural}: the text before goes on for all of them"
            )
            write = f"applies to {kind.plural} {moment} on or after {day}"
            yield Choice(says, write, version.origin)


# --- credits --------------------------------------------------------------------------------------


def _of_credit(credit: Credit, terms: Terms) -> Iterator[Choice]:
    if _may_lack_data(credit, terms) and not any(band.of_unknown for band in credit.bands):
        says = f"{credit.name} ranges over its rows in a period without data"
        yield Choice(says, "| unknown | none |", credit.origin)
    if credit.kind == "points" and credit.expires is None:
        yield Choice(f"points of {credit.name} never lapse", EXPIRE, credit.origin)
    for pays in (credit.pays, *(band.pays for band in credit.bands)):
        for part in pays or ():
            if isinstance(part.per, PerLength) and part.per.out_of is None:
                whose = part.sum.amount if isinstance(part.sum, Named) else "the amount"
                says = f"{credit.name} divides by the real length of the period of {whose}"
                yield Choice(says, "out of 720 elapsed hours", credit.origin)
                return


def _may_lack_data(credit: Credit, terms: Terms) -> bool:
    """Tell whether the quantity of a table may lack a value in a period."""
    measure = terms.measures.get(credit.by.measure) if isinstance(credit.by, ValueOf) else None
    time = of_time(measure.value) if measure else None
    certain = time is not None and isinstance(time.bad, Spans) and not time.sources
    return isinstance(credit.by, ValueOf) and not certain


EXPIRE = "expire after 24 periods"


def _several(contract: Contract, terms: Terms) -> Iterator[Choice]:
    """Yield that credits add up which no combination is on, and what one event is."""
    combined = {name for combine in terms.combines.values() for name in combine.on}
    alone = [c for c in terms.credits.values() if c.kind == "credit" and c.name not in combined]
    names = [*(c.name for c in alone), *(p for p in terms.pools if p not in combined)]
    if len(names) > 1:
        says = f"{listed(names, 'and')} add up, also where one event brings several"
        yield Choice(says, COMBINE, alone[0].origin if alone else terms.pools[names[0]].origin)
    by_event = [c.origin for c in terms.combines.values() if c.each == "event"]
    by_event += [c.origin for c in terms.caps.values() if c.each == "event"]
    if by_event and not contract.one_event:
        says = "only what the source gives the same event is one event"
        yield Choice(says, ONE_EVENT, by_event[0])
    for combine in terms.combines.values():
        if combine.keeps == "elected" and not combine.otherwise_highest:
            says = f"{combine.name} stays a range until the customer has chosen"
            write = "pays what the customer elects otherwise the highest"
            yield Choice(says, write, combine.origin)


COMBINE = "combine NAME, on NAMES, separately for each event, pays the highest"
ONE_EVENT = "outages with the same cause within 24 elapsed hours are one event"


# --- settlement -----------------------------------------------------------------------------------


def _limits(contract: Contract, built: Built) -> Iterator[Choice]:
    terms = built.terms
    if not terms.credits and not terms.pools:
        return
    owed = [c for c in terms.credits.values() if c.kind == "credit"]
    if (owed or terms.pools) and not any(cap.credits is None for cap in terms.caps.values()):
        yield Choice("nothing caps the total credit", CAP)
    for statement in built.statements:
        cap = terms.caps.get(statement.name.text) if isinstance(statement, tree.Cap) else None
        most = first(statement.phrases, tree.AtMost) if isinstance(statement, tree.Cap) else None
        if cap and most and cap.window is None and most.period is None:
            every = built.scope.written(most.span).split(" every ")[0]
            says = f"{cap.name} is one limit for each assessed period, as the head says"
            yield Choice(says, f"{every} every {contract.every}", cap.origin)
    if owed and not terms.floors:
        yield Choice("the smallest total is paid", "floor NAME, pays nothing up to AMOUNT")


CAP = "cap NAME, on total credit, at most AMOUNT every calendar month"


def _paid(terms: Terms) -> Iterator[Choice]:
    settlement = terms.settlement
    if not terms.credits and not terms.pools:
        return
    if settlement.payment is None:
        yield Choice("nobody says by when a credit is paid", PAID, settlement.origin)
    conversion = settlement.conversion
    if conversion and conversion.as_on is None:
        says = f"{conversion.rate} is that of the period assessed"
        yield Choice(says, f"paid in {conversion.currency} at {conversion.rate} as on period end")
    bonuses = [c.name for c in terms.credits.values() if c.kind == "bonus"]
    if bonuses and not settlement.nets:
        says = f"{listed(bonuses, 'and')} is owed beside the credits, nothing is set off"
        yield Choice(says, "bonuses are set off", settlement.origin)
    for earnback in terms.earnbacks.values():
        if earnback.offset and earnback.within is None:
            says = f"what {earnback.name} returns lowers later lines without end"
            yield Choice(says, "within 12 periods", earnback.origin)


PAID = "paid on the next invoice; or: paid within 30 calendar days after period end"


def _claimed(built: Built) -> Iterator[Choice]:
    for claim in _claims(built):
        if not first(claim.phrases, tree.OtherwiseNoCredit):
            which = f"claim {claim.name}" if claim.name else "the claim"
            says = f"what is asked for after the last day of {which} is not owed any more"
            yield Choice(says, "otherwise no credit")


def _claims(built: Built) -> Sequence[tree.Claim]:
    claims = [s for s in built.statements if isinstance(s, tree.Claim)]
    return [claim for claim in claims if not first(claim.phrases, tree.Automatic)]
