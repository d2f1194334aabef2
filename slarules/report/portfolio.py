"""What the audits of many contracts came to: a row each, sums by currency, and a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Literal, TypeAlias

from slarules.report.documents import SCHEMA_VERSION, Json
from slarules.report.layout import Cell, Paint, Tone, grid, paragraph, spared, unpainted
from slarules.report.numbers import counted

KIND = "slarules portfolio"

State: TypeAlias = Literal["made", "unchanged", "failed", "not reached"]


@dataclass(frozen=True, slots=True)
class Money:
    """What the reported periods come to, from least to most, as it is shown in their statements."""

    currency: str
    earned_least: str
    earned_most: str
    payable_least: str
    payable_most: str


@dataclass(frozen=True, slots=True)
class Row:
    """What the audit of one contract came to.

    Attributes:
        state: `unchanged` when an earlier run of the same on the same still stands.
        missed, undetermined: Targets of the reported periods.
        claimable_through: The next date after which a credit can no longer be claimed.
        provisional: Whether a reported period is.
        folder: Where its run is, from the summary.
        evidence: The hash that stands for what the run says.
        why: Why there is no run, in a sentence.
    """

    customer: str
    contract: str
    state: State
    missed: int = 0
    undetermined: int = 0
    money: Money | None = None
    claimable_through: str | None = None
    provisional: bool = False
    findings: int = 0
    folder: str | None = None
    evidence: str | None = None
    why: str | None = None


def row(
    names: tuple[str, str], state: State, targets: Json, statements: Json, findings: int
) -> Row:
    """Return the row of an audit from its documents.

    Args:
        names: The customer and the contract.
        targets: What `targets.json` holds.
        statements: What `statement.json` holds.
        findings: How many findings there are.
    """
    total, payable = statements["total"], statements["payable"]
    customer, contract = names
    return Row(
        customer,
        contract,
        state,
        missed=targets["outcomes"].get("missed", 0),
        undetermined=targets["outcomes"].get("undetermined", 0),
        money=Money(
            statements["currency"],
            total["least"],
            total["most"],
            payable["least"],
            payable["most"],
        ),
        claimable_through=min(_last_days(statements), default=None),
        provisional=any(not each["final"] for each in statements["statements"]),
        findings=findings,
    )


def _last_days(statements: Json) -> Iterator[str]:
    for statement in statements["statements"]:
        for line in statement["lines"]:
            owed = Decimal(line["amount"]["most"]["shown"]) > 0
            if line["state"] == "claimable" and owed and line["claimable_through"]:
                yield line["claimable_through"]


@dataclass(frozen=True, slots=True)
class Portfolio:
    """What all audits came to.

    Attributes:
        notices: What the provider should know, and no customer may.
    """

    rows: tuple[Row, ...]
    notices: tuple[str, ...] = ()
    command: tuple[str, ...] = field(default=())

    @property
    def sums(self) -> Mapping[str, Money]:
        """What is owed in each currency; currencies are never added up."""
        found: dict[str, list[Money]] = {}
        for each in self.rows:
            if each.money is not None:
                found.setdefault(each.money.currency, []).append(each.money)
        return {currency: _sum(currency, found[currency]) for currency in sorted(found)}

    def document(self) -> Json:
        """Return what `summary.json` holds."""
        return {
            "schema_version": SCHEMA_VERSION,
            "kind": KIND,
            "command": list(self.command),
            "contracts": {state: self.count(state) for state in STATES},
            "rows": [asdict(each) for each in self.rows],
            "sums": [asdict(each) for each in self.sums.values()],
            "notices": list(self.notices),
        }

    def count(self, state: State) -> int:
        """Return how many contracts are in a state."""
        return sum(each.state == state for each in self.rows)


STATES: tuple[State, ...] = ("made", "unchanged", "failed", "not reached")


def _sum(currency: str, amounts: Sequence[Money]) -> Money:
    return Money(
        currency,
        str(sum((Decimal(each.earned_least) for each in amounts), Decimal(0))),
        str(sum((Decimal(each.earned_most) for each in amounts), Decimal(0))),
        str(sum((Decimal(each.payable_least) for each in amounts), Decimal(0))),
        str(sum((Decimal(each.payable_most) for each in amounts), Decimal(0))),
    )


# --- as a table ----------------------------------------------------------------------------------

COLUMNS = (
    "customer",
    "contract",
    "state",
    "targets_missed",
    "targets_undetermined",
    "currency",
    "earned_least",
    "earned_most",
    "payable_least",
    "payable_most",
    "claimable_through",
    "provisional",
    "findings",
    "folder",
    "why",
)
"""The columns of `summary.csv`."""


def cells(each: Row) -> list[str]:
    """Return a row of `summary.csv`; what there is nothing to say of is empty."""
    money = list(asdict(each.money).values()) if each.money else [""] * 5
    figures = (each.missed, each.undetermined) if each.money else ("", "")
    end = (str(each.provisional).lower(), str(each.findings)) if each.money else ("", "")
    return [
        each.customer,
        each.contract,
        each.state,
        *map(str, figures),
        *money,
        each.claimable_through or "",
        *end,
        each.folder or "",
        each.why or "",
    ]


# --- on a screen ---------------------------------------------------------------------------------

HEADS = ("Customer", "Contract", "Missed", "Earned", "Claim through", "Status", "Findings")
LEGEND = "+1? is a target that facts not known leave unsettled; so is money from one sum to another"
RIGHT = frozenset({"Missed", "Earned", "Findings"})


def table(found: Portfolio, width: int, paint: Paint = unpainted) -> str:
    """Return the summary as text: a row each, sums by currency, what failed, what is nobody's."""
    return "\n".join(_lines(found, width, paint)) + "\n"


def _lines(found: Portfolio, width: int, paint: Paint) -> Iterator[str]:
    heads = [Cell(head, "quiet", right=head in RIGHT) for head in HEADS]
    rows = [_shown(each) for each in found.rows if each.money is not None]
    if rows:
        yield from _grid([heads, *rows], width, paint)
        if any(each.undetermined for each in found.rows):
            yield from paragraph(LEGEND, width, paint, "quiet")
        yield ""
        yield paint("Earned in all", "title")
        for money in found.sums.values():
            yield f"  {_amount(money)}{_of_it_payable(money)}"
    without = [each for each in found.rows if each.money is None]
    if without:
        yield from ["", paint("No run", "title")]
    for each in without:
        said = f"{each.contract}{_of(each.customer)}: {each.why or each.state}"
        yield from paragraph(said, width, paint, "bad")
    if found.notices:
        yield from ["", paint("For the provider alone", "title")]
    for notice in found.notices:
        yield from paragraph(notice, width, paint, "unsure")
    yield from ["", _count(found)]


def _grid(rows: Sequence[Sequence[Cell]], width: int, paint: Paint) -> Iterator[str]:
    """Yield the table; where it is narrow, the contract's name stands for its customer."""
    findings, customer, status = 6, 0, 4  # as they are counted when those before are gone
    shown = spared(rows, width, drops=(findings, customer, status), yields=(0, 1))
    names = [n for n, cell in enumerate(shown[0]) if cell.text in {"Customer", "Contract"}]
    yield from grid(shown, width, yields=names, paint=paint)


def _shown(each: Row) -> list[Cell]:
    assert each.money is not None  # noqa: S101
    unsure = f" +{each.undetermined}?" if each.undetermined else ""
    tone: Tone = "bad" if each.missed else "unsure" if each.undetermined else "good"
    return [
        Cell(each.customer),
        Cell(each.contract),
        Cell(f"{each.missed}{unsure}", tone, right=True),
        Cell(_amount(each.money), right=True),
        Cell(each.claimable_through or ""),
        Cell("provisional", "unsure") if each.provisional else Cell("final"),
        Cell(f"{each.findings:,}", right=True),
    ]


def _amount(money: Money) -> str:
    least, most = Decimal(money.earned_least), Decimal(money.earned_most)
    spread = f"{least:,}" if least == most else f"{least:,} to {most:,}"
    return f"{money.currency} {spread}"


def _of_it_payable(money: Money) -> str:
    if (money.payable_least, money.payable_most) == (money.earned_least, money.earned_most):
        return ""
    least, most = Decimal(money.payable_least), Decimal(money.payable_most)
    spread = f"{least:,}" if least == most else f"{least:,} to {most:,}"
    return f", of it not expired {money.currency} {spread}"


def _of(customer: str) -> str:
    return f" ({customer})" if customer else ""


def _count(found: Portfolio) -> str:
    parts = [f"{found.count(state)} {state}" for state in STATES if found.count(state)]
    return f"{counted(len(found.rows), 'contract')}: {', '.join(parts)}"
