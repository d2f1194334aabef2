"""The catalogue that a mapping was made from, kept beside it."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from slarules.adapters.catalogue import Catalogue
from slarules.errors import UsageError

SUFFIX = ".catalogue.json"
LARGEST = 64_000_000
"""Bytes that a catalogue may have."""


def beside(mapping: Path) -> Path:
    """Return where the catalogue of a mapping is kept."""
    return mapping.with_name(mapping.name.removesuffix(".sla") + SUFFIX)


def keep(path: Path, catalogue: Catalogue) -> None:
    """Write a catalogue."""
    path.write_text(catalogue.model_dump_json(indent=2) + "\n", encoding="utf-8", newline="\n")


def kept(path: Path) -> Catalogue | None:
    """Return a catalogue that was kept; None where there is none.

    Raises:
        UsageError: The file is no catalogue.
    """
    if not path.is_file():
        return None
    if path.stat().st_size > LARGEST:
        raise UsageError(f"{path} has more than {LARGEST:,} bytes, so it is no catalogue")
    try:
        return Catalogue.model_validate_json(path.read_bytes())
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise UsageError(
            f"{path} is no catalogue of this version of slarules ({where}): remove it, or make it "
            "anew with slarules mapping new"
        ) from None
