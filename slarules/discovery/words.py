"""The vocabulary that a new mapping is to yield, by its name or file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from slarules.contract.files import Library
from slarules.contract.scope import Telling
from slarules.contract.words import words
from slarules.core.contract import Vocabulary
from slarules.errors import UsageError
from slarules.source import NOWHERE


def words_of(said: str, search: Sequence[Path]) -> Vocabulary:
    """Return a vocabulary by its file, or by its name as `use vocabulary` finds it.

    Raises:
        UsageError: There is none, or it has problems.
    """
    library = Library(search)
    path = Path(said)
    found = path if path.is_file() else library.find("vocabulary", said, None, Path())
    if not isinstance(found, Path):
        raise UsageError(
            f"no vocabulary is called '{said}'; name one that comes with slarules, such as "
            "service-desk, or a file"
        )
    read = library.read(found, NOWHERE)
    vocabulary = words(read.file.statements, Telling()).vocabulary() if read else None
    if vocabulary is None or not vocabulary.used:
        raise UsageError(f"{found} holds no vocabulary; slarules check {found} tells why")
    return vocabulary
