"""The statements `credit`, `points` and `bonus`: a subject, a quantity, and what is paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from slarules.contract.ceilings import ceilings
from slarules.contract.measured import Measured
from slarules.contract.measures import said_title
from slarules.contract.paying import Paying
from slarules.contract.period_tests import history
from slarules.contract.problems.completeness import PhraseMissing
from slarules.contract.problems.kinds import OtherPay
from slarules.contract.problems.structure import PhrasesExclude
from slarules.contract.quantities import quantity
from slarules.contract.rounding import rounded
from slarules.contract.scope import Scope, clause_of, first, origin
from slarules.contract.subjects import Judged, kind_of, likely, subject
from slarules.contract.tiers import Scale, Tiers, check_amounts
from slarules.core.money import Band, Credit, Pay, Subject
from slarules.core.quantities import History
from slarules.syntax import tree

KindOfCredit: TypeAlias = Literal["credit", "points", "bonus"]
Paid: TypeAlias = tree.Credit | tree.Points | tree.Bonus

__all__ = ["Judged", "credit", "credits_"]


def credits_(statements: Sequence[tree.Statement], judged: Judged) -> dict[str, Credit]:
    """Return every credit, statement of points and bonus by its name."""
    found: dict[str, Credit] = {}
    for statement in statements:
        if isinstance(statement, tree.Credit | tree.Points | tree.Bonus):
            judged.scope.telling.clause = clause_of(statement)
            if made := credit(statement, KINDS[type(statement)], judged):
                found[made.name] = made
    return found


KINDS: dict[type, KindOfCredit] = {
    tree.Credit: "credit",
    tree.Points: "points",
    tree.Bonus: "bonus",
}


def credit(statement: Paid, kind: KindOfCredit, judged: Judged) -> Credit | None:
    """Return what a statement says is owed; None when it is wrong, which is told."""
    return Making(statement, kind, judged).credit()


@dataclass(frozen=True, slots=True)
class Making:
    """A credit in the making."""

    statement: Paid
    kind: KindOfCredit
    judged: Judged

    @property
    def scope(self) -> Scope:
        """The names of the text."""
        return self.judged.scope

    @property
    def what(self) -> str:
        """How problems call the statement."""
        return f"{self.kind} {self.statement.name}"

    def lacks(self, lack: str, example: str) -> None:
        """Tell that a phrase is missing."""
        span = self.statement.name.span
        self.scope.tell(PhraseMissing(span=span, what=self.what, lack=lack, example=example))

    def credit(self) -> Credit | None:
        """Return the credit."""
        phrases = self.statement.phrases
        each, by = first(phrases, tree.Each), first(phrases, tree.By)
        pays, table = first(phrases, tree.Pays), first(phrases, tree.Table)
        if not each:
            self.lacks("what it is paid for", "each period that misses NAME")
        if pays and (other := table or by):
            self.scope.tell(
                PhrasesExclude(span=other.span, what=self.what, one="pays", other="a table")
            )
            return None
        if not pays and not (table and self._has_rows(table)):
            self.lacks("how much it pays", "pays 5% of AMOUNT, or a table of bands")
        about = subject(each, self.what, self.judged) if each else None
        paying = Paying(self.scope, lambda written: self._measured(written, about))
        test = self._when()
        if pays:
            terms = paying.pay(pays.amount)
            return self._made(about, paying, (None, (), terms), test) if about and terms else None
        if table is None:
            return None
        return self._by_table(each, about, (table, by, test), paying)

    def _has_rows(self, table: tree.Table) -> bool:
        """Tell whether a table has rows, or had some that could not be read."""
        return bool(table.rows) or self.scope.telling.doubts.lost(self.statement.span, ("|",))

    def _by_table(
        self,
        each: tree.Each | None,
        about: Subject | None,
        said: tuple[tree.Table, tree.By | None, History | None],
        paying: Paying,
    ) -> Credit | None:
        table, by, test = said
        scale = self._scale(by, about) if by else None
        if by and scale is None:
            check_amounts(table, paying)
            return None
        if by is None and len(table.header.cells) < 2:
            self.lacks("by which quantity its table is read", "by lateness of NAME")
            return None
        if by is None and self.scope.telling.doubts.lost(self.statement.span, ("by",)):
            check_amounts(table, paying)
            return None
        of = kind_of(each.item, self.scope) if each and about else None
        bands = tuple(Tiers(self.statement, table, scale, of, paying, self.scope).bands())
        quantity_ = scale.quantity if scale else None
        meant = about or (likely(quantity_, self.judged) if quantity_ else None)
        return self._made(meant, paying, (quantity_, bands, None), test)

    def _when(self) -> History | None:
        phrase = first(self.statement.phrases, tree.When)
        return history(phrase.history, self.scope) if phrase else None

    def _measured(self, written: tree.Quantity, about: Subject | None) -> Measured | None:
        return quantity(written, self.scope, about)

    def _scale(self, by: tree.By, about: Subject | None) -> Scale | None:
        found = self._measured(by.quantity, about)
        if found is None:
            return None
        return Scale(found.quantity, found.head, found.kind, found.clocks, found.place)

    def _made(
        self,
        about: Subject | None,
        paying: Paying,
        paid: tuple[object, tuple[Band, ...], Pay | None],
        test: History | None,
    ) -> Credit | None:
        by, bands, pays = paid
        self._check_units(paying)
        held = ceilings(self.statement, self.what, paying, by, self.scope)
        if about is None:
            return None
        return Credit(
            name=self.statement.name.text,
            title=said_title(self.statement.title, self.statement.name),
            subject=about,
            by=by,  # type: ignore[arg-type]
            bands=bands,
            pays=pays,
            origin=origin(self.statement, self.statement.clause),
            kind=self.kind,
            when=test,
            banded=held.banded,
            at_most=held.at_most,
            limited_by=held.limited_by,
            is_open=held.is_open,
            scaled_by=held.scaled_by,
            worth=held.worth,
            extends=held.extends,
            uses_once=held.uses_once,
            expires=self._expires(),
            rounded=rounded(self.statement.phrases),
        )

    def _expires(self) -> int | None:
        phrase = first(self.statement.phrases, tree.ExpireAfter)
        return int(phrase.periods.value) if phrase else None

    def _check_units(self, paying: Paying) -> None:
        units = list(paying.units)
        needed = ("points",) if self.kind == "points" else ("money", "days of service")
        for unit in units:
            if unit not in needed:
                self._other_pay(paying, unit, needed[0])
                return
        if len(units) > 1:
            self._other_pay(paying, units[1], units[0])

    def _other_pay(self, paying: Paying, given: str, needed: str) -> None:
        span = next(span for unit, span in paying.units.items() if unit == given)
        self.scope.tell(OtherPay(span=span, what=self.what, given=given, needed=needed))
