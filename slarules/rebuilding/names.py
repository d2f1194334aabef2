"""Under which names a mapping finds the fields of a source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from slarules.adapters.catalogue import Catalogue
from slarules.core.mapping import folded
from slarules.facts.findings import Finding, shown

PERSON = "requester"
"""The field that names a ticket's own customer as the authors of comments are named."""


class Named(NamedTuple):
    """A name that a field has.

    Attributes:
        name: Folded.
        part: What stands under it: the text of the value, its identifier, or what names a person.
    """

    field: str
    name: str
    part: Literal["text", "id", "person"]


class Claim(NamedTuple):
    """A name that a field would like to have; the lower rank gets it."""

    rank: int
    named: Named


def named_fields(
    fields: Iterable[str],
    catalogue: Catalogue | None,
    wanted: frozenset[str] | None,
    source: str,
) -> tuple[list[Named], list[Finding]]:
    """Return the names of fields, and what is told of names that could mean two.

    A field is found by its identifier and by what the catalogue calls it; with ` id` behind, its
    values are their identifiers.

    Args:
        fields: The identifiers of all fields that the source has.
        wanted: The names that a mapping looks for, folded; None for all.
    """
    called = {each.id: each.name for each in catalogue.fields} if catalogue else {}
    claims: dict[str, list[Claim]] = {}
    for field in sorted(set(fields)):
        for claim in _claims(field, called.get(field, field)):
            if wanted is None or claim.named.name in wanted:
                claims.setdefault(claim.named.name, []).append(claim)
    names, findings = [], []
    for name, among in sorted(claims.items()):
        best = min(claim.rank for claim in among)
        having = [claim.named for claim in among if claim.rank == best]
        if len({each.field for each in having}) == 1:
            names.append(having[0])
        else:
            findings.append(_two(name, having, source))
    return names, findings


def _claims(field: str, called: str) -> Iterator[Claim]:
    for rank, name in ((0, folded(field)), (2, folded(called))):
        if name:
            yield Claim(rank, Named(field, name, "person" if name == PERSON else "text"))
            yield Claim(rank + 1, Named(field, f"{name} id", "id"))


def _two(name: str, having: Sequence[Named], source: str) -> Finding:
    ids = ", ".join(shown(each.field) for each in having)
    what = (
        f"may be any of the fields {ids}, so it is none; a mapping has to name the one that it "
        "means by its identifier"
    )
    return Finding("contradiction", source, None, name, what)
