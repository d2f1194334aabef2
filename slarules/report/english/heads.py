"""What stands at the head of a contract, its words, and its amendments, as terms."""

from __future__ import annotations

from collections.abc import Iterator

from slarules.core.contract import Applies, Contract, Fact, Kind, Measurement
from slarules.core.english import condition, listed, value
from slarules.hours.local import ONE_DAY, local_date
from slarules.instants import Instant
from slarules.report import plain
from slarules.report.english.facets import Facets
from slarules.report.english.families import Term
from slarules.report.english.periods import length_of, period
from slarules.report.english.rights import of_succession
from slarules.report.numbers import duration


def head_of(contract: Contract) -> Term:
    """Return the head of a contract."""
    facets = Facets()
    for label, told in _plain(contract):
        facets.add(label, told)
    for case, text in _cases(contract):
        facets.row(case, text)
    for each in contract.successions:
        facets.found.extend(of_succession(each))
    return Term("contract", contract.name, None, (_values(facets),), facets)


def _cases(contract: Contract) -> Iterator[tuple[str, str]]:
    for kind, belongs in contract.belongs.items():
        yield f"{kind} belongs to the period of", belongs.moment
    for span in sorted(contract.split):
        yield f"{span} at period ends", "split"
    for same in contract.one_event:
        yield f"{same.kind} with the same {same.fact} within {duration(same.within)}", "one event"
    yield from ((f"group {group}", gives) for group, gives in contract.groups.items())
    yield from ((f"clause {each}", f"not computed: {why}") for each, why in contract.not_computed)
    for cover in contract.coverage:
        yield f"covers {cover.item}", condition(cover.where) or "all"


def _plain(contract: Contract) -> Iterator[tuple[str, str]]:
    yield "provider", contract.provider
    yield "customer", contract.customer
    yield "starts", str(local_date(contract.starts, contract.zone))
    if contract.ends is not None:
        yield "ends", str(local_date(contract.ends, contract.zone) - ONE_DAY)
    yield "zone", contract.zone
    yield "currency", contract.currency
    yield "assessed", f"every {period(contract.every)}"
    if told := length_of(contract.every):
        yield "period", told
    if contract.before_start is not None:
        yield "periods before the start", f"count as {contract.before_start}"
    if contract.mapping is not None:
        yield "mapping", "{} version {}".format(*contract.mapping)
    rounding = contract.rounding
    yield "rounding", f"{rounding.mode} to {rounding.decimals} decimals once per statement"


def words_of(contract: Contract) -> Iterator[Term]:
    """Yield the words of a contract: kinds of item and span with their facts, measurements."""
    vocabulary = contract.vocabulary
    for word, kinds in (("item", vocabulary.items), ("span", vocabulary.spans)):
        for kind in kinds.values():
            yield from _of_kind(word, kind)
    for measurement in vocabulary.measurements.values():
        yield _of_measurement(measurement)


def _of_kind(word: str, kind: Kind) -> Iterator[Term]:
    facets = Facets()
    for name in kind.moments:
        facets.row(f"moment {name}", "known")
    for name in kind.events:
        facets.row(f"event {name}", "known")
    yield _term(word, kind.name, facets)
    for fact in kind.facts.values():
        yield _of_fact(fact, kind)


def _of_fact(fact: Fact, kind: Kind) -> Term:
    facets = Facets()
    values = listed(map(value, fact.values), "or")
    facets.add("values", f"{fact.kind} {values}".strip())
    facets.add("sort", "state" if fact.is_state else "fact")
    facets.add("order", "highest first" if fact.is_ordered else "none")
    return _term("fact", f"{fact.name} of {kind.name}", facets)


def _of_measurement(of: Measurement) -> Term:
    facets = Facets()
    facets.add("kind", of.kind)
    if of.every is not None:
        facets.add("interval", duration(of.every))
    if of.of is not None:
        facets.add("of", of.of)
    if of.values:
        facets.add("values", listed(map(value, of.values)))
    return _term("measurement", of.name, facets)


def successions_of(contract: Contract) -> Iterator[plain.Said]:
    """Yield who takes whose place, and from when."""
    for each in contract.successions:
        yield plain.Said(each.party, each.origin.clause, tuple(of_succession(each).sentences()))


def amendments_of(contract: Contract) -> Iterator[Term]:
    """Yield from when each amendment holds, and for what."""
    for version in contract.versions[1:]:
        facets = Facets()
        facets.add("effective", f"It holds from {_day(version.effective, contract)} on")
        for applies in version.applies:
            facets.add("applies", _applies(applies, contract))
        yield _term("amendment", version.name, facets, version.origin.clause)


def _applies(applies: Applies, contract: Contract) -> str:
    since = _day(applies.since, contract)
    plural = contract.vocabulary.items[applies.item].plural
    return f"It judges {plural} {applies.moment} on or after {since}"


def _day(at: Instant, contract: Contract) -> str:
    return str(local_date(at, contract.zone))


def _term(word: str, name: str, facets: Facets, clause: str | None = None) -> Term:
    return Term(word, name, clause, (_values(facets),), facets)


def _values(facets: Facets) -> tuple[tuple[str, str], ...]:
    return tuple((facet.label, facet.value) for facet in facets)
