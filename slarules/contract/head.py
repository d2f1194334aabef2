"""The head of a contract: parties, life, zone, currency, periods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from slarules.contract.clocks import known_zone
from slarules.contract.period_kinds import named_kinds, standard_kind
from slarules.contract.problems.completeness import PhraseMissing
from slarules.contract.problems.kinds import Reversed, WrongKind
from slarules.contract.problems.names import UnknownName
from slarules.contract.problems.remarks import NotPinned
from slarules.contract.problems.told import nearest
from slarules.contract.scope import Telling, every, first
from slarules.core.periods import PeriodKind, Trailing
from slarules.core.settling import Rounding
from slarules.currencies import CURRENCIES, DECIMALS
from slarules.hours.local import local_date, midnight
from slarules.instants import Instant
from slarules.syntax import tree


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a contract, each part in its kind; `written` is the statement itself."""

    written: tree.Contract
    zone: str
    currency: str
    every: PeriodKind
    starts: Instant
    ends: Instant | None
    rounding: Rounding
    groups: Mapping[str, str]


def head(
    statement: tree.Contract, telling: Telling, statements: Sequence[tree.Statement] = ()
) -> Head:
    """Return the head; what is wrong in it is told, and something usual is taken in its place.

    Args:
        statement: The head as it is written.
        telling: Where problems are told.
        statements: The terms, of which some may name a kind of period.
    """
    telling.clause = None
    zone = _zone(statement, telling)
    starts, ends = _life(statement, zone, telling)
    currency = _currency(statement, telling)
    _check_parties(statement, telling)
    if not first(statement.phrases, tree.MeasuredBy):
        telling.tell(NotPinned(span=statement.name.span))
    return Head(
        statement,
        zone,
        currency,
        _every(statement, statements, local_date(starts, zone), telling),
        starts,
        ends,
        _rounding(statement, currency, telling),
        {g.name.text: g.text.value for g in every(statement.phrases, tree.Group)},
    )


def unread_head(file: tree.File) -> Head:
    """Return something usual for a head that could not be read, so that the rest can be checked."""
    nameless = tree.Contract(file.span, tree.Name(file.span, "contract"), None, None, ())
    rounding = Rounding("half up", 2)
    return Head(nameless, "UTC", "", "calendar month", Instant(0), None, rounding, {})


def party(statement: tree.Contract, role: str) -> str:
    """Return the name of a party."""
    parties = every(statement.phrases, tree.Party)
    return next((each.text.value for each in parties if each.role == role), "")


def _lacks(statement: tree.Contract, lack: str, example: str, telling: Telling) -> None:
    what = f"contract {statement.name}"
    telling.tell(PhraseMissing(span=statement.name.span, what=what, lack=lack, example=example))


def _check_parties(statement: tree.Contract, telling: Telling) -> None:
    for role in ("provider", "customer"):
        if not party(statement, role):
            _lacks(statement, f"who the {role} is", f'{role} "NAME"', telling)


def _zone(statement: tree.Contract, telling: Telling) -> str:
    phrase = first(statement.phrases, tree.TimeZone)
    if phrase is None:
        _lacks(statement, "in which time zone it counts", 'timezone "Europe/Dublin"', telling)
        return "UTC"
    return phrase.name.value if known_zone(phrase.name, telling) else "UTC"


def _currency(statement: tree.Contract, telling: Telling) -> str:
    phrase = first(statement.phrases, tree.Currency)
    if phrase is None:
        _lacks(statement, "in which currency it settles", "currency EUR", telling)
        return "EUR"
    name = phrase.name
    if name.text not in CURRENCIES:
        close = [c for c in CURRENCIES if c == (nearest(name.text.upper(), CURRENCIES) or "")]
        telling.tell(UnknownName.among(name.span, "currency", name.text, close))
        # Where nobody knows which is meant, sums in any may be right.
        return close[0] if close else ""
    return name.text


def _every(
    statement: tree.Contract,
    statements: Sequence[tree.Statement],
    starts: date,
    telling: Telling,
) -> PeriodKind:
    phrase = first(statement.phrases, tree.Assessed)
    if phrase is None:
        _lacks(statement, "how often it is assessed", "assessed every calendar month", telling)
        return "calendar month"
    period = phrase.period
    if isinstance(period, tree.StandardPeriod):
        return standard_kind(period, starts)
    # What is wrong in a `period` statement is told where the text that it stands in is built.
    named = named_kinds(statements, starts, Telling().tell)
    kind = named.get(period.text)
    if kind is None:
        telling.tell(UnknownName.among(period.span, "period", period.text, named))
    elif isinstance(kind, Trailing):
        needed, given = "periods one after another", f"{period}, which ends with a moment"
        what = "what a contract is assessed by"
        telling.tell(WrongKind(span=period.span, what=what, needed=needed, given=given))
        kind = None
    return kind or "calendar month"


def _life(statement: tree.Contract, zone: str, telling: Telling) -> tuple[Instant, Instant | None]:
    phrase = first(statement.phrases, tree.Effective)
    if phrase is None:
        _lacks(statement, "from when it holds", "effective from 2026-01-01", telling)
        return Instant(0), None
    begins, last = phrase.first.value, phrase.last.value if phrase.last else None
    if last and last < begins:
        telling.tell(Reversed(span=phrase.span, first=f"{begins}", last=f"{last}"))
        last = None
    ends = midnight(last + timedelta(days=1), zone) if last else None
    return midnight(begins, zone), ends


def _rounding(statement: tree.Contract, currency: str, telling: Telling) -> Rounding:
    phrase = first(statement.phrases, tree.Rounded)
    decimals = DECIMALS.get(currency, 2)
    if phrase is None:
        example = "rounded half up to the cent once per statement"
        _lacks(statement, "how a sum is rounded", example, telling)
        return Rounding("half up", decimals)
    return Rounding(phrase.mode, decimals)
