"""What a portfolio asks for: an order for each contract, and the source read once for all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from slarules.agreement import Agreement, agreement
from slarules.contract.files import Texts
from slarules.core.mapping import Layout, folded
from slarules.engine.choice import AskedEngine, refuse_missing
from slarules.errors import ContractError, SlarulesError, UsageError
from slarules.facts.gathering import LATEST, Shared, collecting_no_cycles, customers_of, share
from slarules.facts.owners import Unowned
from slarules.facts.source import Source
from slarules.instants import Instant
from slarules.order import Order
from slarules.portfolio.members import Member, members
from slarules.problems import Problem
from slarules.report.numbers import counted


@dataclass(frozen=True, slots=True)
class Ready:
    """A contract that can be audited."""

    member: Member
    order: Order
    agreed: Agreement


@dataclass(frozen=True, slots=True)
class Refused:
    """A contract that cannot, and why, in a sentence.

    Attributes:
        problems: Every problem of its texts, where that is why.
    """

    member: Member
    why: str
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The contracts of a folder, in the order of their names."""

    ready: tuple[Ready, ...]
    refused: tuple[Refused, ...]


def portfolio(order: Order) -> Portfolio:
    """Return the contracts of a folder, each checked with the mapping.

    Args:
        order: What to do for each; its contract is the folder.

    Raises:
        UsageError: The folder holds no contract, or two of one name, or the order names no period
            or an engine that cannot compute.
    """
    refuse_no_period(order)
    refuse_engine(order.engine)
    texts = Texts()
    ready: list[Ready] = []
    refused: list[Refused] = []
    for member in members(order.contract, order.audience, texts):
        match _prepared(member, replace(order, contract=member.path), texts):
            case Ready() as each:
                ready.append(each)
            case Refused() as each:
                refused.append(each)
    return Portfolio(tuple(ready), tuple(refused))


def refuse_no_period(order: Order) -> None:
    """Refuse once what would fail for each customer.

    Raises:
        UsageError: What the order names is no period, in whatever zone.
    """
    order.asked("UTC", Instant(0))


def refuse_engine(asked: AskedEngine) -> None:
    """Refuse once an engine that would fail for each customer.

    Raises:
        UsageError: It is not installed, or would read the source once for each.
    """
    refuse_missing(asked)
    if asked == "spark":
        raise UsageError(
            "Spark reads a source for one contract, and a portfolio reads it once for all; "
            "--engine bulk computes the same on this machine"
        )


def _prepared(member: Member, order: Order, texts: Texts) -> Ready | Refused:
    if member.unread is not None:
        return Refused(member, member.unread)
    try:
        return Ready(member, order, agreement(order, texts))
    except ContractError as error:
        return Refused(member, _in_a_sentence(error, order.mapping), error.problems)
    except (SlarulesError, OSError, UnicodeDecodeError) as error:
        return Refused(member, str(error))


def _in_a_sentence(error: ContractError, mapping: Path) -> str:
    errors = [problem for problem in error.problems if problem.tier == "error"]
    files = {problem.span.file for problem in errors}
    whose = "the mapping does not fit it" if files == {str(mapping)} else "it has problems"
    more = f", and {len(errors) - 1} more" if len(errors) > 1 else ""
    first = errors[0]
    return f"{whose}: {first.code} {first.message}{more}"


# --- the source ----------------------------------------------------------------------------------


def read_once(ready: Sequence[Ready], source: Source) -> Mapping[str, Shared]:
    """Return what the source holds, by the name of the contract that is to look at it.

    A mapping says how files are laid out, and it is one; only where contracts have vocabularies of
    different items may it say that in more than one way, and then each way is read once.

    Raises:
        SourceError: The source cannot be read to its end.
    """
    by_layout: list[tuple[Layout, list[Ready]]] = []
    for each in ready:
        alike = [group for layout, group in by_layout if layout == each.agreed.mapping.layout]
        if alike:
            alike[0].append(each)
        else:
            by_layout.append((each.agreed.mapping.layout, [each]))
    found: dict[str, Shared] = {}
    with collecting_no_cycles():
        for _, group in by_layout:
            shared = share(source, (each.agreed.mapping for each in group))
            found |= {each.member.name: shared for each in group}
    return found


# --- what belongs to nobody ----------------------------------------------------------------------


def notices(found: Portfolio, shared: Mapping[str, Shared]) -> Iterator[str]:
    """Yield what the provider should know and no customer may: what is nobody's or doubled."""
    yield from _named_twice(found.ready)
    seen: list[Shared] = []
    for each in shared.values():
        if not any(each is other for other in seen):
            seen.append(each)
            yield from _unclaimed(each, found)


def _named_twice(ready: Sequence[Ready]) -> Iterator[str]:
    by_customer: dict[str, list[Ready]] = {}
    for each in ready:
        if not each.agreed.contract.coverage:
            by_customer.setdefault(folded(each.agreed.contract.customer), []).append(each)
    for same in by_customer.values():
        if len(same) > 1:
            names = ", ".join(each.member.name for each in same)
            yield (
                f"{names} have one customer, {same[0].agreed.contract.customer}, and no 'covers': "
                "each counts all of its items"
            )


def _unclaimed(shared: Shared, found: Portfolio) -> Iterator[str]:
    known = {name for each in found.ready for name in customers_of(each.agreed.contract)}
    known |= {folded(n) for each in found.refused for n in (each.member.name, each.member.customer)}
    covered = {c.item for each in found.ready for c in each.agreed.contract.coverage}
    kinds = [
        kind for each in found.ready for kind in each.agreed.contract.vocabulary.items.values()
    ]
    plurals = {kind.name: kind.plural for kind in kinds}
    for kind, intake in shared.read.intakes.items():
        if kind in covered:
            continue
        for owner, items in sorted(intake.owners(LATEST).at(LATEST).items(), key=_by_name):
            count = counted(len(items), kind, plurals[kind])
            if isinstance(owner, Unowned):
                yield f"{count} nobody's: {owner.value}"
            elif owner not in known:
                yield f"{count} of {intake.owners(LATEST).names[owner]}, who has no contract here"


def _by_name(each: tuple[object, object]) -> str:
    return each[0].value if isinstance(each[0], Unowned) else str(each[0])
