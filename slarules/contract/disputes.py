"""Disputes: what may be disputed, by whom, and by when each step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slarules.contract.problems.completeness import PhraseMissing
from slarules.contract.problems.structure import DisputedTwice
from slarules.contract.problems.told import elsewhere
from slarules.contract.saying import credit_or_pool
from slarules.contract.scope import Scope, clause_of, first, origin
from slarules.core.disputes import Dispute, On, Opener, Within
from slarules.source import Span
from slarules.syntax import tree


def disputes(statements: Sequence[tree.Statement], scope: Scope) -> tuple[Dispute, ...]:
    """Return every procedure; two for one thing are told, and so is one without any date."""
    taken: dict[str, Span] = {}
    found = []
    for statement in statements:
        if isinstance(statement, tree.Dispute):
            scope.telling.clause = clause_of(statement)
            _take(statement, taken, scope)
            found.append(_dispute(statement, scope))
    return tuple(found)


def _dispute(statement: tree.Dispute, scope: Scope) -> Dispute:
    phrases = statement.phrases
    opened, answered = first(phrases, tree.Opened), first(phrases, tree.Answered)
    settled = first(phrases, tree.Settled)
    if not opened and not answered and not settled:
        example = "opened within 30 calendar days after statement"
        lack = "by when it is opened, answered or settled"
        scope.tell(
            PhraseMissing(span=statement.span, what="the dispute", lack=lack, example=example)
        )
    either: Opener = "either party"
    return Dispute(
        name=statement.name.text if statement.name else "",
        on=_subject(first(phrases, tree.Disputed), scope),
        opener=(opened.by or either) if opened else either,
        opened=Within(opened.days.count, opened.after) if opened else None,
        answered=Within(answered.days.count, "opening") if answered else None,
        settled=Within(settled.days.count, settled.after) if settled else None,
        origin=origin(statement, statement.clause),
    )


def _subject(phrase: tree.Disputed | None, scope: Scope) -> On:
    subject = phrase.subject if phrase else None
    if isinstance(subject, tuple):
        return tuple(name for each in subject if (name := credit_or_pool(each, scope)))
    return subject


# --- two procedures for one thing ----------------------------------------------------------------


def _take(statement: tree.Dispute, taken: dict[str, Span], scope: Scope) -> None:
    for what, span in _things(statement):
        if what in taken:
            also = elsewhere(taken[what], "already said here")
            scope.tell(DisputedTwice(span=span, what=what, also=also))
        taken.setdefault(what, span)


def _things(statement: tree.Dispute) -> Iterator[tuple[str, Span]]:
    """Yield what a procedure is for, in words, and where it says so."""
    phrase = first(statement.phrases, tree.Disputed)
    if phrase is None:
        yield "whatever no other dispute names", statement.span
    elif phrase.subject == "statement":
        yield "the statement", phrase.span
    elif phrase.subject == "facts":
        yield "facts", phrase.span
    else:
        for name in phrase.subject:
            yield f"{name}", name.span
