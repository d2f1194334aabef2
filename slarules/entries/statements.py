"""Statements: issued once for each period, and revised where a later run differs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from slarules.engine.reference.revisions import Range, difference
from slarules.entries.run import Run
from slarules.entries.speaker import Speaker
from slarules.errors import UsageError
from slarules.instants import Instant, instant
from slarules.register.bodies import Issued
from slarules.register.entry import Draft, Entry
from slarules.report.evidence.money import Statement
from slarules.report.moments import typed, wall
from slarules.report.numbers import money, plain, spread


@dataclass(frozen=True, slots=True)
class Revision:
    """An entry that issued a statement, and what it says."""

    entry: Entry
    body: Issued

    @property
    def state(self) -> str:
        """Whether anything could still change it when it was issued."""
        return "final" if self.body.final else "provisional"

    @property
    def ends(self) -> Range:
        """What is earned, from least to most."""
        return Fraction(self.body.least), Fraction(self.body.most)

    @property
    def amount(self) -> str:
        """The same as people read it."""
        return self._shown(self.ends, "")

    def adjustment(self, before: Revision) -> str:
        """Return what it changes of an earlier one, as people read it."""
        return self.difference(*difference(self.ends, before.ends))

    def difference(self, least: Fraction, most: Fraction) -> str:
        """Return a difference of amounts as people read it, with its sign."""
        return self._shown((least, most), "+")

    def _shown(self, ends: Range, sign: str) -> str:
        decimals = len(self.body.least.partition(".")[2])

        def show(value: Fraction) -> str:
            return f"{sign if value > 0 else ''}{money(value, self.body.currency, decimals)}"

        return spread(*ends, show)

    def told(self, zone: str) -> str:
        """Return what was issued by whom and when, by the wall of a zone."""
        said = self.entry.draft
        return (
            f"revision {self.body.revision} of {self.body.period} was issued by {said.author}, "
            f"{wall(said.at, zone)} (entry {self.entry.number})"
        )


def revisions(entries: Iterable[Entry]) -> tuple[Revision, ...]:
    """Return the statements that entries issue, in their order."""
    return tuple(Revision(each, each.body) for each in entries if isinstance(each.body, Issued))


def revisions_of(entries: Iterable[Entry], period: str) -> tuple[Revision, ...]:
    """Return those of a period."""
    return tuple(each for each in revisions(entries) if each.body.period == period)


def to_issue(run: Run, entries: Sequence[Entry]) -> list[str]:
    """Return the periods of a run of which no statement is issued.

    Raises:
        UsageError: There is none.
    """
    every = [each.period for each in run.statements.statements]
    found = [period for period in every if not revisions_of(entries, period)]
    if not found:
        last = "".join(revisions_of(entries, period)[-1].told(run.zone) for period in every[-1:])
        raise UsageError(
            f"every statement of {run.folder} is issued already: {last}; slarules statement "
            "revise records what differs"
        )
    return found


def to_revise(run: Run, entries: Sequence[Entry]) -> list[str]:
    """Return the periods of a run whose statement differs from the issued one.

    Raises:
        UsageError: There is none.
    """
    last = {
        each.period: revisions_of(entries, each.period)[-1:] for each in run.statements.statements
    }
    found = [
        each.period
        for each in run.statements.statements
        for revision in last[each.period]
        if each.revision > revision.body.revision
    ]
    if not found:
        for each in run.statements.statements:
            for revision in last[each.period]:
                _refuse_uncounted(run, each, revision)
        raise UsageError(
            f"no statement of {run.folder} is issued yet; slarules statement issue records the "
            "first ones"
        )
    return found


def first_issue(run: Run, period: str, speaker: Speaker) -> Callable[[Sequence[Entry]], Draft]:
    """Return what makes the entry that issues a period's statement for the first time.

    What is returned raises `UsageError` when one was issued already.
    """
    statement = run.statement(period)
    _refuse_before(run, speaker)

    def make(entries: Sequence[Entry]) -> Draft:
        before = revisions_of(entries, period)
        if before:
            raise UsageError(
                f"{before[-1].told(run.zone)}; slarules statement revise records the next one"
            )
        if statement.revision != 1:
            raise UsageError(
                f"{run.folder} holds revision {statement.revision} of {period}, and no earlier one "
                "is in this register; name the register in which it was issued"
            )
        return speaker.says(_body(run, statement))

    return make


def next_issue(run: Run, period: str, speaker: Speaker) -> Callable[[Sequence[Entry]], Draft]:
    """Return what makes the entry that revises an issued statement.

    What is returned raises `UsageError` when none was issued, when nothing differs, or when the
    run did not count the issued one.
    """
    statement = run.statement(period)
    _refuse_before(run, speaker)

    def make(entries: Sequence[Entry]) -> Draft:
        before = revisions_of(entries, period)
        if not before:
            raise UsageError(
                f"no statement of {period} is issued yet; slarules statement issue records the "
                "first one"
            )
        _refuse_uncounted(run, statement, before[-1])
        return speaker.says(_body(run, statement))

    return make


def _refuse_before(run: Run, speaker: Speaker) -> None:
    if speaker.at < _as_of(run):
        raise UsageError(
            f"{run.folder} counts what was known at {wall(_as_of(run), run.zone)}; its statements "
            f"cannot be issued before that, at {wall(speaker.at, run.zone)}"
        )


def _refuse_uncounted(run: Run, statement: Statement, last: Revision) -> None:
    if statement.revision == last.body.revision + 1:
        return
    told, issued_at = last.told(run.zone), last.entry.draft.at
    if _as_of(run) < issued_at:
        raise UsageError(
            f"{told}, and {run.folder} does not count that, since its as-of instant is "
            f"{wall(_as_of(run), run.zone)}; audit again with --as-of "
            f"{typed(issued_at, run.zone)} or later"
        )
    if statement.revision == last.body.revision:
        raise UsageError(f"{told}, and {run.folder} does not differ from it; it stands")
    raise UsageError(f"{told}, after {run.folder} was written; audit again")


def _as_of(run: Run) -> Instant:
    return instant(datetime.fromisoformat(run.manifest.as_of))


def _body(run: Run, statement: Statement) -> Issued:
    return Issued(
        period=statement.period,
        revision=statement.revision,
        run=run.digest,
        mapping=run.mapping,
        currency=run.statements.currency,
        least=statement.total.least.shown,
        most=statement.total.most.shown,
        credits=_credits(statement, run.statements.decimals),
        final=statement.final,
    )


def _credits(statement: Statement, decimals: int) -> dict[str, tuple[str, str]]:
    """Return what each credit comes to: the sum of what its lines show."""
    sums: dict[str, tuple[Fraction, Fraction]] = {}
    for line in statement.lines:
        least, most = sums.get(line.statement, (Fraction(0), Fraction(0)))
        shown = line.amount
        sums[line.statement] = (
            least + Fraction(shown.least.shown),
            most + Fraction(shown.most.shown),
        )
    return {
        name: (plain(least, decimals), plain(most, decimals))
        for name, (least, most) in sums.items()
    }
