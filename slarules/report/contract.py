"""What the checker understood: a contract's declarations, the choices made for it, its core."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from enum import Enum
from fractions import Fraction
from itertools import groupby
from typing import Protocol

from slarules.core.clocks import Clock
from slarules.core.contract import Contract, Terms
from slarules.core.promises import Origin
from slarules.hours.local import local_date
from slarules.instants import Instant
from slarules.report.disputes import dispute_sentence
from slarules.report.english.periods import period
from slarules.source import NOWHERE, Span

SCHEMA_VERSION = 1

FAMILIES = (
    ("clocks", "clocks"),
    ("levels", "levels"),
    ("promises", "promises"),
    ("pauses", "pauses"),
    ("exclusions", "exclusions of time"),
    ("removals", "exclusions of items"),
    ("cancels", "cancellations"),
    ("restarts", "restarts"),
    ("measures", "measures of periods"),
    ("targets", "targets"),
    ("conditions", "conditions"),
    ("amounts", "amounts"),
    ("credits", "credits"),
    ("pools", "pools"),
    ("scorecards", "scorecards"),
    ("multipliers", "multipliers"),
    ("combines", "combinations"),
    ("caps", "caps"),
    ("floors", "floors"),
    ("earnbacks", "earn-backs"),
    ("rights", "rights"),
    ("duties", "duties"),
    ("conduct", "rules of conduct"),
)
"""The fields of terms that hold statements with names, and what people call them."""


def declarations(contract: Contract) -> str:
    """Return what a contract declares, text by text, and what was taken where it is silent."""
    return "\n".join([*_head(contract), *_versions(contract), *_choices(contract)]) + "\n"


def _head(contract: Contract) -> Iterator[str]:
    ends = f" through {_last(contract)}" if contract.ends is not None else ""
    yield f"{contract.name}: {contract.title}"
    yield f"  provider   {contract.provider}"
    yield f"  customer   {contract.customer}"
    yield f"  in force   from {_day(contract.starts, contract)}{ends}, {contract.zone}"
    yield f"  settles    in {contract.currency}, every {period(contract.every)}"
    if contract.mapping:
        yield "  measured   by mapping {} version {}".format(*contract.mapping)
    words = ", ".join(f"{name} {version}" for name, version in contract.vocabulary.used)
    yield f"  words      of {words}"
    yield f"  scenarios  {len(contract.scenarios)}"


def _day(at: Instant, contract: Contract) -> date:
    return local_date(at, contract.zone)


def _plural(item: str, contract: Contract) -> str:
    return contract.vocabulary.items[item].plural


def _last(contract: Contract) -> date:
    """Return the last date of a contract's life, which ends with it."""
    return _day(contract.ends or contract.starts, contract) - timedelta(days=1)


def _versions(contract: Contract) -> Iterator[str]:
    before: Terms | None = None
    for version in contract.versions:
        yield ""
        yield f"{version.title}, from {_day(version.effective, contract)}"
        for applies in version.applies:
            since = _day(applies.since, contract)
            yield f"  for {_plural(applies.item, contract)} {applies.moment} on or after {since}"
        yield from _families(version.terms, before)
        before = version.terms


def _families(terms: Terms, before: Terms | None) -> Iterator[str]:
    """Yield the names of each family; of an amended text, only the families that changed."""
    for field, called in FAMILIES:
        names = _names(getattr(terms, field))
        if names and (before is None or getattr(before, field) != getattr(terms, field)):
            yield f"  {called}: {', '.join(names)}"
    if before is None or before.disputes != terms.disputes:
        yield from (f"  dispute: {dispute_sentence(each)}" for each in terms.disputes)
    if before is None or before.settlement != terms.settlement:
        yield f"  settlement: {', '.join(terms.settlement.order)}"


class Named(Protocol):
    """A statement that has a name."""

    @property
    def name(self) -> str:
        """The name."""


def _names(statements: Mapping[str, object] | tuple[Named, ...]) -> tuple[str, ...]:
    if isinstance(statements, Mapping):
        return tuple(statements)
    return tuple(statement.name for statement in statements)


def _choices(contract: Contract) -> Iterator[str]:
    """Yield what was taken, that of measures under their names."""
    if contract.choices:
        yield ""
        yield "Where the text is silent:"
    for about, several in groupby(contract.choices, lambda choice: choice.about):
        yield from [f"  {about}:"] if about else []
        indent = "    " if about else "  "
        for choice in several:
            clause = f" (clause {choice.origin.clause})" if choice.origin.clause else ""
            yield f"{indent}{choice.says}{'' if about else clause}"
            yield f"{indent}  to say something, write: {choice.write}"


# --- core ----------------------------------------------------------------------------------------


def core(contract: Contract) -> str:
    """Return the core of a contract, a node a line, each with its clause and place."""
    return "\n".join(_lines("contract", contract, "")) + "\n"


def _lines(name: str, value: object, indent: str) -> Iterator[str]:
    if is_dataclass(value) and not isinstance(value, type):
        yield from _node(name, value, indent)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _lines(f"{name} {key}", inner, indent)
    elif isinstance(value, (tuple, list)):
        for inner in value:
            yield from _lines(name, inner, indent)
    elif value is not None:
        yield f"{indent}{name}: {_plain(value)}"


def _parts(node: object) -> dict[str, object]:
    return {f.name: getattr(node, f.name) for f in fields(node)}  # type: ignore[arg-type]


def _node(name: str, node: object, indent: str) -> Iterator[str]:
    parts = _parts(node)
    place = _place(parts.pop("origin", None), parts.pop("span", None))
    simple = {k: v for k, v in parts.items() if _is_simple(v)}
    told = " ".join(f"{k}={_plain(v)}" for k, v in simple.items() if _tells(v))
    yield f"{indent}{name}: {type(node).__name__} {told}".rstrip() + place
    for key, value in parts.items():
        if key not in simple:
            yield from _lines(key, value, f"{indent}  ")


def _tells(value: object) -> bool:
    return value is not None and value is not False and value not in ((), "")


def _is_simple(value: object) -> bool:
    if isinstance(value, (tuple, frozenset)):
        return all(_is_simple(inner) for inner in value)
    # A clock is told whole where it is declared, and by its name where something asks it.
    return value is None or isinstance(value, (str, int, Fraction, Enum, Clock))


def _plain(value: object) -> str:
    if isinstance(value, frozenset):
        return f"{{{', '.join(sorted(_plain(inner) for inner in value))}}}"
    if isinstance(value, tuple):
        return f"({', '.join(_plain(inner) for inner in value)})"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, Clock):
        return value.name
    return repr(value) if isinstance(value, str) and " " in value else str(value)


def _place(origin: object, span: object) -> str:
    clause = ""
    if isinstance(origin, Origin):
        span, clause = origin.span, f", clause {origin.clause}" if origin.clause else ""
    return f"  [{span}{clause}]" if isinstance(span, Span) and span != NOWHERE else ""


# --- for programs --------------------------------------------------------------------------------


def document(contract: Contract) -> dict[str, object]:
    """Return the core of a contract for a program; exact numbers are texts."""
    return {"schema_version": SCHEMA_VERSION, "contract": _data(contract)}


def _data(value: object) -> object:
    match value:
        case Mapping():
            return {str(key): _data(inner) for key, inner in value.items()}
        case tuple() | list():
            return [_data(inner) for inner in value]
        case frozenset():
            return sorted(str(_data(inner)) for inner in value)
        case None | str() | int():
            return value
        case Enum():
            return _data(value.value)
        case _ if is_dataclass(value) and not isinstance(value, Span):
            own = {name: _data(inner) for name, inner in _parts(value).items()}
            return {"node": type(value).__name__, **own}
        case _:
            return str(value)
