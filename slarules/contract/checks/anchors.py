"""Claims that are counted from a moment: one that what is paid for has."""

from __future__ import annotations

from collections.abc import Iterator

from slarules.contract.by_when import OF_SPANS, PERIOD_END
from slarules.contract.checks.checked import Checked
from slarules.contract.problems.structure import ClaimFromNothing
from slarules.core.contract import Contract, Terms, Vocabulary
from slarules.core.english import listed
from slarules.core.rights import Claim
from slarules.problems import Problem

CLAIM = "claim"
"""A claim is about whatever it asks for, so its days may count from the moments of that."""


def claims_have_their_moment(checked: Checked) -> Iterator[Problem]:
    """Yield each claim that is counted from a moment which no line that it is made on has.

    A claim on everything needs one credit that has it: the others are not bound by it.
    """
    for version, _ in checked.texts():
        for claim in version.terms.claims:
            moment = claim.deadline.after
            if moment == PERIOD_END:
                continue
            for what in _without(claim, moment, version.terms, checked.contract):
                yield ClaimFromNothing(
                    span=claim.origin.span,
                    clause=claim.origin.clause,
                    claim=f"claim {claim.name}" if claim.name else "the claim",
                    moment=moment,
                    credit=what,
                )


def _without(claim: Claim, moment: str, terms: Terms, contract: Contract) -> list[str]:
    """Return what a claim is made on that lacks its moment; nothing where that is no matter."""
    words = contract.vocabulary
    asked = [c for c in terms.credits.values() if c.kind != "bonus"]
    if claim.credits is not None:
        asked = [credit for credit in asked if credit.name in claim.credits]
    found = {f"credit {c.name}": moment in _moments(c.subject.kind, words) for c in asked}
    for name in claim.credits or ():
        if name in terms.pools:
            found[f"pool {name}"] = moment in _moments("period", words)
    lacking = [what for what, has in found.items() if not has]
    if claim.credits is None:
        # A pool may be claimed with the credits that make it up.
        return [listed(lacking, "and")] if lacking and len(lacking) == len(found) else []
    return lacking


def _moments(kind: str, words: Vocabulary) -> set[str]:
    """Return the moments of what a credit is for, of the things that it names, and of periods."""
    of = words.items.get(kind)
    span = words.spans.get(kind)
    facts = {**(of.facts if of else {}), **(span.facts if span else {})}
    named = [words.items[name] for name in ("period", *facts) if name in words.items]
    found = {moment for each in named for moment in (*each.moments, *each.events)}
    if of:
        found |= {*of.moments, *of.events}
    if span or kind == CLAIM:
        found |= {*OF_SPANS}
    if span:
        found |= {*span.moments}
    return found
