"""How a mapping names the fields of a source, and their values."""

from __future__ import annotations

from slarules.adapters.catalogue import CatalogueField, CatalogueValue
from slarules.core.mapping import folded

LONGEST = 60


def shown(text: str) -> str:
    """Return what a source calls something as one short line, for comments and messages."""
    plain = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 3] + "..."


def quoted(text: str) -> str:
    """Return a text as the language writes it; what cannot stand in one is left out."""
    plain = "".join(sign for sign in text if sign.isprintable())
    escaped = plain.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def has_identifiers(field: CatalogueField) -> bool:
    """Return whether values of a field are told from their names by identifiers."""
    return any(folded(each.id) != folded(each.name) for each in field.values)


def tested(field: CatalogueField) -> str:
    """Return the name under which a rule tests a field: by identifiers where it has them."""
    return f"{field.id} id" if has_identifiers(field) else field.id


def written(field: CatalogueField, value: CatalogueValue) -> str:
    """Return the test for a value of a field."""
    said = value.id if has_identifiers(field) else value.name
    return f"field {quoted(tested(field))} is {quoted(said)}"
