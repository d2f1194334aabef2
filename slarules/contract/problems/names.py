"""E2: names that nothing declares, that are declared twice, or that lead to no file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from slarules.contract.problems.told import Told, nearest
from slarules.core.english import listed
from slarules.problems import Edit, Fix
from slarules.source import Span


@dataclass(frozen=True, kw_only=True)
class UnknownName(Told):
    """A name is used that nothing declares, often a misspelt one."""

    code = "E201"

    noun: str
    name: str
    close: str | None
    known: tuple[str, ...] = ()

    @classmethod
    def among(cls, span: Span, noun: str, name: str, names: Iterable[str]) -> UnknownName:
        """Return the problem with the declared name that is nearest."""
        known = tuple(sorted(names))
        return cls(span=span, noun=noun, name=name, close=nearest(name, known), known=known)

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        # A name in quotes is replaced with its quotes and shown without them.
        close, name = (self.close or "").strip('"'), self.name.strip('"')
        hint = f"; did you mean '{close}'?" if close else ""
        return f"no {self.noun} is called '{name}'{hint}"

    @property
    def fix(self) -> Fix:
        """See `Problem.fix`."""
        if self.close:
            return Fix(f"write {self.close}", (Edit(self.span, self.close),))
        if not self.known or len(self.known) > 12:
            return Fix(f"declare the {self.noun} '{self.name}', or write one that is declared")
        return Fix(f"write {listed(self.known)}")


@dataclass(frozen=True, kw_only=True)
class DeclaredTwice(Told):
    """Two statements declare the same name, so that a reader cannot know which is meant."""

    code = "E202"
    sentence = "there is a {noun} called '{name}' already"
    advice = "give one of them another name, or remove it"

    noun: str
    name: str


@dataclass(frozen=True, kw_only=True)
class FileNotFound(Told):
    """A `use` names a text that stands neither beside the contract nor among the shipped parts."""

    code = "E204"
    sentence = "there is no {what} beside this file or among the shipped parts"
    advice = "put the file beside this one, or give its folder with --path"

    what: str


@dataclass(frozen=True, kw_only=True)
class OtherVersion(Told):
    """A `use` names a version that no file found has."""

    code = "E205"
    sentence = "{what} was found, but in version {found}, not {wanted}"
    advice = "write version {found}, or put version {wanted} beside this file"

    what: str
    found: str
    wanted: str


@dataclass(frozen=True, kw_only=True)
class WordDiffers(Told):
    """Two of the texts in use declare the same word in different ways."""

    code = "E206"
    sentence = "the {noun} '{name}' is declared differently by two of the texts in use"
    advice = "use one of the texts alone, or rename the word in one of them"

    noun: str
    name: str


@dataclass(frozen=True, kw_only=True)
class UnknownValue(Told):
    """A fact is compared with a value that it cannot have."""

    code = "E207"

    fact: str
    value: str
    values: tuple[str, ...]

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        close = nearest(self.value, self.values)
        hint = f"; did you mean '{close}'?" if close else ""
        return f"'{self.value}' is no value of {self.fact}{hint}"

    @property
    def fix(self) -> Fix:
        """See `Problem.fix`."""
        close = nearest(self.value, self.values)
        edits = (Edit(self.span, close),) if close else ()
        return Fix(f"write {close or listed(self.values)}", edits)


@dataclass(frozen=True, kw_only=True)
class NotInVocabulary(Told):
    """The contract gives meaning to a level that the vocabulary does not have."""

    code = "E208"
    sentence = "the vocabulary has no level '{name}'; it has {levels}"
    advice = "write one of {levels}, or use a vocabulary that has this level"

    name: str
    levels: str


@dataclass(frozen=True, kw_only=True)
class UndeclaredFact(Told):
    """A fact is used whose values the contract has to declare, and does not."""

    code = "E209"
    sentence = "the values of {fact} are declared by the contract, and this contract does not"
    advice = "add a statement: fact {fact} one of ..."

    fact: str


@dataclass(frozen=True, kw_only=True)
class NothingToChange(Told):
    """An amendment replaces or removes a statement that the text in force does not have."""

    code = "E210"
    sentence = (
        "{amendment} changes the {noun} '{name}', which the text in force does not have{hint}"
    )
    advice = "name a statement that is in force then, or write: add {noun} {name}"

    amendment: str
    noun: str
    name: str
    hint: str = ""


@dataclass(frozen=True, kw_only=True)
class UnknownZone(Told):
    """The time zone is not in the time zone database."""

    code = "E211"
    sentence = "no time zone is called '{name}'{hint}"
    advice = 'write a name of the time zone database, such as "Europe/Dublin"'

    name: str
    hint: str = ""


@dataclass(frozen=True, kw_only=True)
class OverlaidContractMissing(Told):
    """An internal overlay stands alone: the contract that it overlays was not found."""

    code = "E212"
    sentence = "the contract '{name}', which this overlay belongs to, was not found beside it"
    advice = "put the contract into the same folder, or correct its name"

    name: str


@dataclass(frozen=True, kw_only=True)
class NoSuchRow(Told):
    """An amendment replaces a row of a table that has no row for that case."""

    code = "E213"
    sentence = "{table} has no row for {case}"
    advice = "name the cells of a row that the table has, or replace the whole table"

    table: str
    case: str


@dataclass(frozen=True, kw_only=True)
class NotOneItem(Told):
    """Words of a table belong to no single kind of item."""

    code = "E214"
    sentence = "{what} could be about {items}"
    advice = "say which: for ... where ..."

    what: str
    items: str


@dataclass(frozen=True, kw_only=True)
class UnreadableFile(Told):
    """A file that the text names cannot be read."""

    code = "E215"
    sentence = "{file} cannot be read: {reason}"
    advice = "check that the file is there and is text in UTF-8"

    file: str
    reason: str
