"""The contracts in a folder: which of its files hold one, and which are audited for whom."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from slarules.contract.files import SUFFIXES, Texts
from slarules.errors import UsageError
from slarules.report.audited import Audience
from slarules.runs.manifest import MANIFEST, is_of_a_run
from slarules.syntax import tree


@dataclass(frozen=True, slots=True)
class Member:
    """A file that holds a contract, or an internal overlay of one.

    Attributes:
        name: The contract's; of a file that cannot be read, the file's.
        customer: As its head says, or that of the contract below, if that can be read.
        overlay: Whether it is an overlay.
        unread: Why the file cannot be read at all.
    """

    path: Path
    name: str
    customer: str = ""
    overlay: bool = False
    unread: str | None = None


def members(folder: Path, audience: Audience, texts: Texts) -> tuple[Member, ...]:
    """Return the contracts in a folder and the folders below it, in the order of their names.

    Vocabularies, mappings, parts and the texts that runs keep are passed over. For the provider, an
    internal overlay is audited in place of its contract.

    Raises:
        UsageError: There is none, or two have one name.
    """
    found = [each for path in _files(folder) if (each := _member(path, texts)) is not None]
    overlays = {each.name: each for each in found if each.overlay}
    if audience == "provider":
        _refuse_twice(each for each in found if each.overlay)
        customers = {each.name: each.customer for each in found if not each.overlay}
        found = [
            replace(each, customer=customers.get(each.name, "")) if each.overlay else each
            for each in found
            if each.overlay or each.name not in overlays
        ]
    else:
        found = [each for each in found if not each.overlay]
    _refuse_twice(found)
    if not found:
        raise UsageError(
            f"no file below {folder} holds a contract; name a contract, or a folder of contracts"
        )
    return tuple(sorted(found, key=lambda each: (each.name, each.path)))


def _files(folder: Path) -> Iterator[Path]:
    runs = {each.parent for each in folder.rglob(MANIFEST) if _is_of_a_run(each)}
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        kept = not runs.isdisjoint(path.parents)
        if path.name.endswith(SUFFIXES) and path.is_file() and not hidden and not kept:
            yield path


def _is_of_a_run(manifest: Path) -> bool:
    try:
        return is_of_a_run(json.loads(manifest.read_text("utf-8")))
    except (OSError, ValueError, RecursionError):
        return False


def _member(path: Path, texts: Texts) -> Member | None:
    try:
        _, parsed = texts.of(path)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text in UTF-8"
        return Member(path, path.name, unread=f"cannot be read: {reason}")
    for statement in parsed.file.statements:
        match statement:
            case tree.Contract(name=name):
                return Member(path, name.text, _customer(statement))
            case tree.Overlay(of=of):
                return Member(path, of.text, overlay=True)
    broken = [each for each in parsed.file.broken if each.word == "contract"]
    return Member(path, broken[0].name or path.name) if broken else None


def _customer(head: tree.Contract) -> str:
    named = (p for p in head.phrases if isinstance(p, tree.Party) and p.role == "customer")
    return next((party.text.value for party in named), "")


def _refuse_twice(found: Iterable[Member]) -> None:
    # Some file systems take names that differ in case alone for one.
    known: dict[str, Member] = {}
    for each in found:
        other = known.setdefault(each.name.casefold(), each)
        if other is not each:
            what = "overlays of the contract" if each.overlay else "contracts called"
            raise UsageError(
                f"{other.path} and {each.path} are both {what} {each.name}; "
                "a portfolio writes a folder for each name, so rename one or take it out"
            )
