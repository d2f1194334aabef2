"""Texts on disk: the one that was asked for, what it uses, and the contract it overlays."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from slarules.contract.problems.names import (
    FileNotFound,
    OtherVersion,
    OverlaidContractMissing,
    UnreadableFile,
)
from slarules.contract.problems.structure import ContractInUse
from slarules.contract.sheets import Sheets
from slarules.problems import Problem
from slarules.resources import shipped
from slarules.source import NOWHERE, SourceText, Span
from slarules.syntax import tree
from slarules.syntax.parse import Parsed, parse

SUFFIXES = (".sla", ".sla.md")

HEADS = {
    "vocabulary": r'^vocabulary\s+"{name}"\s+version\s+"?(?P<version>[^"\s]+)',
    "holidays": r'^holidays\s+"{name}"\s+version\s+"?(?P<version>[^"\s]+)',
    "contract": r"^contract\s+(?P<version>{name})(?:\s|$)",
}
"""How a file of each kind begins the statement that names it."""


@dataclass(frozen=True, slots=True)
class Read:
    """A file that was read and parsed."""

    text: SourceText
    file: tree.File
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class Texts:
    """Texts that were read for several answers, each read and parsed once."""

    parsed: dict[Path, tuple[SourceText, Parsed]] = field(default_factory=dict)
    heads: dict[tuple[Path, str], str | None] = field(default_factory=dict)

    def of(self, path: Path) -> tuple[SourceText, Parsed]:
        """Return a text and its tree.

        Raises:
            OSError: It cannot be read.
            UnicodeDecodeError: It is no text.
        """
        if path not in self.parsed:
            text = SourceText.read(path)
            self.parsed[path] = text, parse(text)
        return self.parsed[path]


@dataclass(slots=True)
class Library:
    """Every file that was read for one answer, each once; folders are searched in their order.

    Attributes:
        shared: What other answers read before.
    """

    search: Sequence[Path] = ()
    shared: Texts = field(default_factory=Texts)
    files: dict[Path, Read] = field(default_factory=dict)
    sheets: Sheets = field(default_factory=Sheets)
    problems: list[Problem] = field(default_factory=list)

    @property
    def texts(self) -> tuple[SourceText, ...]:
        """Every text that was read, in the order of reading."""
        return (*(read.text for read in self.files.values()), *self.sheets.texts)

    def read(self, path: Path, place: Span) -> Read | None:
        """Return a file as a tree; one that cannot be read is told at `place`."""
        key = path.resolve()
        if key not in self.files:
            try:
                text, parsed = self.shared.of(path)
            except (OSError, UnicodeDecodeError) as error:
                reason = "it is not text in UTF-8"
                if isinstance(error, OSError):
                    reason = (error.strerror or "it cannot be opened").lower()
                span = Span(str(path), 0, 0, 0, 0) if place == NOWHERE else place
                self.problems.append(UnreadableFile(span=span, file=str(path), reason=reason))
                return None
            file = self.sheets.filled(parsed.file, path.parent)
            self.files[key] = Read(text, file, tuple(parsed.problems))
        return self.files[key]

    # --- what a file uses -------------------------------------------------------------------------

    def used(self, read: Read, beside: Path) -> Iterator[Read]:
        """Yield every file that a file uses, and what those use; what is not found is told."""
        for statement in read.file.statements:
            if isinstance(statement, tree.Use):
                yield from self._use(statement, beside)

    def _use(self, statement: tree.Use, beside: Path) -> Iterator[Read]:
        if statement.kind == "contract":
            name = statement.name.value
            self.problems.append(ContractInUse(span=statement.span, name=name))
            return
        version = None if statement.version is None else said(statement.version)
        found = self.find(statement.kind, statement.name.value, version, beside)
        if isinstance(found, Path):
            known = found.resolve() in self.files
            read = self.read(found, statement.name.span)
            if read and not known:
                yield read
                yield from self.used(read, found.parent)
            return
        what = f'{statement.kind} "{statement.name.value}"'
        span = statement.name.span
        if found is None:
            version_said = f" version {version}" if version else ""
            self.problems.append(FileNotFound(span=span, what=f"{what}{version_said}"))
        else:
            self.problems.append(
                OtherVersion(span=span, what=what, found=found, wanted=version or "")
            )

    def find(self, kind: str, name: str, version: str | None, beside: Path) -> Path | str | None:
        """Return the file of a name and version; else another version that there is; else None."""
        if kind == "part":
            # A part has no head: it is known by the name of its file.
            names = [f"{name}{suffix}" for suffix in SUFFIXES]
            return next((p for p in self._candidates(kind, name, beside) if p.name in names), None)
        other: str | None = None
        head = re.compile(HEADS[kind].format(name=re.escape(name)), re.MULTILINE)
        for path in self._candidates(kind, name, beside):
            if (has := self._version(path, head)) is None:
                continue
            if version is None or has == version:
                return path
            other = has
        return other

    def _candidates(self, kind: str, name: str, beside: Path) -> Iterator[Path]:
        for folder in self._folders(kind, beside):
            files = sorted(p.name for p in folder.iterdir() if p.name.endswith(SUFFIXES))
            # Most files are called as what is in them, and then no other has to be opened.
            yield from (folder / each for each in files if each.startswith(name))
            yield from (folder / each for each in files if not each.startswith(name))

    def _folders(self, kind: str, beside: Path) -> Iterator[Path]:
        rules = Path(str(shipped("rules")))
        roots = [beside, rules, *self.search]
        for root in roots:
            for folder in (root, root / kind):
                if folder.is_dir():
                    yield folder

    def _version(self, path: Path, head: re.Pattern[str]) -> str | None:
        key = path, head.pattern
        if key not in self.shared.heads:
            self.shared.heads[key] = self._version_said(path, head)
        return self.shared.heads[key]

    def _version_said(self, path: Path, head: re.Pattern[str]) -> str | None:
        try:
            read = self.files.get(path.resolve())
            text = read.text.text if read else path.read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError):
            return None
        found = head.search(text)
        return found["version"] if found else None

    # --- overlays ---------------------------------------------------------------------------------

    def overlaid(self, overlay: tree.Overlay, beside: Path) -> Path | None:
        """Return the contract that an overlay belongs to; when it is not beside it, tell so."""
        head = re.compile(HEADS["contract"].format(name=re.escape(overlay.of.text)), re.MULTILINE)
        for path in sorted(p for p in beside.iterdir() if p.name.endswith(SUFFIXES)):
            if self._version(path, head):
                return path
        self.problems.append(OverlaidContractMissing(span=overlay.of.span, name=overlay.of.text))
        return None


def said(version: tree.Version) -> str:
    """Return a version as a text."""
    return version.value if isinstance(version, tree.Text) else f"{version.value:f}"
