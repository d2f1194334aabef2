"""A contract from its file, or every problem of it; and the check of files and folders."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from slarules.contract.assemble import Sources, assemble
from slarules.contract.clocks import holidays
from slarules.contract.files import SUFFIXES, Library, Read, Texts
from slarules.contract.own_measures import own_measures
from slarules.contract.scope import Telling
from slarules.contract.shape import misplaced
from slarules.contract.words import words
from slarules.core.contract import Contract
from slarules.problems import Problem
from slarules.source import NOWHERE, SourceText
from slarules.syntax import tree

Head = tree.Contract | tree.Overlay
WORDS = ("use", "vocabulary", "item", "span", "measurement")
"""Statements that bring the words of all others."""

MAPPING = re.compile(r"^mapping\s", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A contract, or None where something in it is an error; every problem; every text read."""

    contract: Contract | None
    problems: tuple[Problem, ...]
    files: tuple[SourceText, ...]


@dataclass(frozen=True, slots=True)
class CheckedFiles:
    """Every problem of several files, and every text they point into."""

    problems: tuple[Problem, ...]
    files: tuple[SourceText, ...]


def load(path: Path, search: Sequence[Path] = (), texts: Texts | None = None) -> Loaded:
    """Return the contract of a file with everything it uses.

    Args:
        path: A contract, or an internal overlay of one that stands beside it.
        search: Folders to look in after the file's own and the shipped parts.
        texts: What was read before, and need not be read again.
    """
    library, telling = Library(search, texts or Texts()), Telling()
    read = library.read(path, NOWHERE)
    contract = _contract(read, path, library, telling) if read else None
    problems = _all(library, telling)
    if any(problem.tier == "error" for problem in problems):
        contract = None
    return Loaded(contract, problems, library.texts)


def _contract(read: Read, path: Path, library: Library, telling: Telling) -> Contract | None:
    overlay = next((s for s in read.file.statements if isinstance(s, tree.Overlay)), None)
    telling.problems += misplaced(read.file)
    if not any(isinstance(s, Head) for s in read.file.statements):
        _check_words(read, telling)
        return None
    if overlay is None:
        used = tuple(library.used(read, path.parent))
        sources = Sources(read.file, None, [u.file for u in used], _texts(library))
        _doubt(library, telling)
        return None if _is_blind(library) else assemble(sources, telling)
    below = library.overlaid(overlay, path.parent)
    contract = library.read(below, overlay.of.span) if below else None
    if below is None or contract is None:
        return None
    telling.problems += misplaced(contract.file)
    used = (*library.used(contract, below.parent), *library.used(read, path.parent))
    sources = Sources(contract.file, read.file, [u.file for u in used], _texts(library))
    _doubt(library, telling)
    return None if _is_blind(library) else assemble(sources, telling)


def _check_words(read: Read, telling: Telling) -> None:
    """Tell what is wrong with a file of words, measures or dates, which makes no contract."""
    file = read.file
    found = words(file.statements, telling)
    if found.items and any(isinstance(s, tree.Measure) for s in file.statements):
        own_measures(file, read.text, found.vocabulary(), telling)
    for statement in file.statements:
        if isinstance(statement, tree.Holidays):
            holidays(statement, telling)


def _is_blind(library: Library) -> bool:
    """Tell whether a used text is missing or has gaps: its names would be told as unknown."""
    files = [read.file for read in library.files.values()]
    gaps = [part.word for file in files for part in file.broken]
    gaps += [part.word for file in files for part in file.torn]
    return bool(library.problems) or not set(WORDS).isdisjoint(gaps)


def _doubt(library: Library, telling: Telling) -> None:
    """Enter what could not be read in any text."""
    for read in library.files.values():
        telling.doubts.torn += read.file.torn
        telling.doubts.unread += [p.span for p in read.problems if p.tier == "error"]


def _texts(library: Library) -> dict[str, SourceText]:
    return {text.name: text for text in library.texts}


def _all(library: Library, telling: Telling) -> tuple[Problem, ...]:
    """Return every problem once, in the order of files and places."""
    order = {text.name: i for i, text in enumerate(library.texts)}
    found = [
        *(problem for read in library.files.values() for problem in read.problems),
        *library.sheets.problems,
        *library.problems,
        *telling.problems,
    ]
    once = {(p.code, p.span, p.message): p for p in reversed(found)}
    return tuple(
        sorted(once.values(), key=lambda p: (order.get(p.span.file, -1), p.span, p.code, p.message))
    )


# --- several files --------------------------------------------------------------------------------


def check_files(paths: Iterable[Path], search: Sequence[Path] = ()) -> CheckedFiles:
    """Return every problem in files, and in all files of the language in folders."""
    problems: dict[tuple[str, object, str], Problem] = {}
    texts: dict[str, SourceText] = {}
    shared = Texts()
    for path in _files(paths):
        loaded = _any_file(path, search, shared)
        texts.update((text.name, text) for text in loaded.files)
        for problem in loaded.problems:
            # What is only suspicious in a used file is told when that file is asked for.
            if problem.tier == "error" or problem.span.file == str(path):
                problems[problem.code, problem.span, problem.message] = problem
    return CheckedFiles(tuple(problems.values()), tuple(texts.values()))


def _any_file(path: Path, search: Sequence[Path], shared: Texts) -> Loaded:
    """Return what is to be told of a file of any kind."""
    loaded = load(path, search, shared)
    asked = loaded.files[0].text if loaded.files else ""
    if not MAPPING.search(asked):
        return loaded
    # Contracts are checked far more often than mappings, and need none of this.
    from slarules.contract.mapping import load_mapping  # noqa: PLC0415

    mapped = load_mapping(path, search=search, texts=shared)
    problems = (*loaded.problems, *(p for p in mapped.problems if p not in loaded.problems))
    return Loaded(None, problems, (*loaded.files, *mapped.files))


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.name.endswith(SUFFIXES))
        else:
            yield path
