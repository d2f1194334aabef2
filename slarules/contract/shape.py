"""Which statements may stand in which file."""

from __future__ import annotations

from collections.abc import Iterator

from slarules.contract.problems.structure import InternalInContract, Misplaced, NoHead, TwoHeads
from slarules.contract.problems.told import elsewhere, first_line
from slarules.problems import Problem
from slarules.source import Span
from slarules.syntax import tree

Head = tree.Contract | tree.Overlay | tree.Vocabulary | tree.Mapping

NAMES: dict[type[tree.Node], str] = {
    tree.Contract: "contract",
    tree.Overlay: "internal overlay",
    tree.Vocabulary: "vocabulary",
    tree.Mapping: "mapping",
}

IN_CONTRACTS = (tree.Amendment, tree.Conduct, tree.Scenario, tree.Settlement, tree.Always)
"""Statements that say something of one contract alone."""


SIGNED: dict[type[tree.Node], str] = {
    tree.AmountStatement: "amount",
    tree.Bonus: "bonus",
    tree.Cap: "cap",
    tree.Claim: "claim",
    tree.Combine: "combine",
    tree.Credit: "credit",
    tree.Dispute: "dispute",
    tree.Duty: "duty",
    tree.Earnback: "earnback",
    tree.Exemption: "exception",
    tree.Floor: "floor",
    tree.Multiplier: "multiplier",
    tree.Points: "points",
    tree.Pool: "pool",
    tree.Right: "right",
    tree.Scorecard: "scorecard",
    tree.Settlement: "settlement",
    tree.Succession: "succession",
    tree.Target: "target",
    tree.Targets: "targets",
}
"""Statements that an internal overlay cannot hold, unless they are marked as internal."""


def misplaced(file: tree.File) -> Iterator[Problem]:
    """Yield a problem for each statement that cannot stand in its file."""
    heads = [s for s in file.statements if isinstance(s, Head)]
    broken = {each.word for each in file.broken}
    yield from _heads(file, heads, broken)
    kind = type(heads[0]) if heads else None
    for statement in file.statements:
        if isinstance(statement, (tree.Targets, tree.Target)) and statement.internal:
            if kind is tree.Contract:
                yield _internal(statement, heads[0])
        elif type(statement) in SIGNED and kind is tree.Overlay:
            yield Misplaced(
                span=first_line(statement.span),
                what=f"this {SIGNED[type(statement)]}, which is not internal,",
                file="an internal overlay",
                place="the contract, if both parties agree to it",
            )
        elif isinstance(statement, IN_CONTRACTS) and kind in (tree.Vocabulary, tree.Mapping):
            yield Misplaced(
                span=first_line(statement.span),
                what=f"this {type(statement).__name__.lower()}",
                file=f"a {NAMES[kind]}",
                place="the file of the contract",
            )


def _heads(file: tree.File, heads: list[Head], broken: set[str]) -> Iterator[Problem]:
    for head in heads[1:]:
        also = elsewhere(heads[0].span, f"it begins here as a {NAMES[type(heads[0])]}")
        yield TwoHeads(span=first_line(head.span), head=_said(head), also=also)
    library = (tree.Holidays, tree.Measure, tree.Clock)
    if not heads and not broken and not any(isinstance(s, library) for s in file.statements):
        yield NoHead(span=Span(file.span.file, 1, 1, 1, 2))


def _said(head: Head) -> str:
    name = head.of.text if isinstance(head, tree.Overlay) else str(head.name)
    return f"{NAMES[type(head)]} {name}"


def _internal(statement: tree.Targets | tree.Target, head: Head) -> Problem:
    kind = "targets" if isinstance(statement, tree.Targets) else "target"
    name = str(head.name) if isinstance(head, tree.Contract) else ""
    what = f"{kind} {statement.name}"
    return InternalInContract(span=statement.name.span, what=what, contract=name)
