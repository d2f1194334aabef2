"""Ways of counting, as a command names them: `ours.sla`, `zendesk`, `ours.sla+zendesk`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from slarules.contract.files import Texts
from slarules.contract.mapping import LoadedMapping, load_mapping
from slarules.contract.own_measures import NONE_OF_ITS_OWN, OwnMeasures
from slarules.core.contract import Contract
from slarules.core.mapping import Mapping as Rules
from slarules.errors import ContractError, UsageError
from slarules.mapping_file import mapping_file
from slarules.source import SourceText

TOGETHER = "+"
"""Stands between a mapping whose words count and one whose measures do."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way of counting.

    Attributes:
        name: What a person calls it.
        mapping: Its words.
        own: Its measures; without any, those of the contract.
        said: What it is, as the command's first lines say it.
        borrowed: The words that it takes from the mapping that names the files.
    """

    name: str
    mapping: Rules
    own: OwnMeasures
    said: str
    texts: tuple[SourceText, ...] = ()
    borrowed: tuple[str, ...] = ()


@dataclass(slots=True)
class Loading:
    """Loads mappings for one contract."""

    contract: Contract
    search: Sequence[Path] = ()
    texts: Texts = field(default_factory=Texts)

    def ways(self, named: Iterable[str]) -> tuple[Way, ...]:
        """Return the ways of counting in the order in which they were named.

        A mapping that names no files reads those of the first that names some, by its rules; for
        words of which it says nothing, the rules of that mapping count.

        Raises:
            ContractError: A mapping has problems; the exception holds all of them.
            UsageError: There is no such mapping, or two ways of one name.
        """
        found = [self._way(each) for each in named]
        lender = next((way for way in found if _names_files(way.mapping)), None)
        ways = tuple(_lent(way, lender.mapping) if lender else way for way in found)
        names = [way.name for way in ways]
        for name in names:
            if names.count(name) > 1:
                raise UsageError(f"--mapping names {name} twice; once is enough")
        return ways

    def _way(self, named: str) -> Way:
        words, together, measures = named.rpartition(TOGETHER)
        if not together or Path(named).is_file():
            loaded = self._loaded(mapping_file(named))
            return _way(loaded, loaded, Path(named).name.removesuffix(".sla"))
        given, counted = (self._loaded(mapping_file(each)) for each in (words, measures))
        if counted.own == NONE_OF_ITS_OWN:
            raise UsageError(f"{measures} holds no measures, so nothing can be counted its way")
        return _way(given, counted, named.replace(".sla", ""))

    def _loaded(self, path: Path) -> LoadedMapping:
        loaded = load_mapping(path, self.contract, self.search, self.texts)
        if loaded.mapping is None:
            raise ContractError(loaded.problems)
        return loaded


def _way(words: LoadedMapping, measures: LoadedMapping, name: str) -> Way:
    mapping, other = words.mapping, measures.mapping
    assert mapping is not None  # noqa: S101  # the loading refuses one with errors
    assert other is not None  # noqa: S101
    said = f"words of mapping {mapping.name} version {mapping.version}"
    if not measures.own.measures:
        said += ", the contract's own measures"
    elif other == mapping:
        said += ", and its measures"
    else:
        said += f", measures of {other.name} version {other.version}"
    texts = {text.name: text for text in (*words.files, *measures.files)}
    return Way(name, mapping, measures.own, said, tuple(texts.values()))


def _lent(way: Way, lender: Rules) -> Way:
    """Return a way of which a mapping that names no files reads those of another."""
    own = way.mapping
    if _names_files(own):
        return way
    facts = {**lender.facts, **own.facts}
    happenings = {**lender.happenings, **own.happenings}
    spans = {**lender.spans, **own.spans}
    known = own.facts.keys() | own.happenings.keys() | own.spans.keys()
    borrowed = [word for word in (*facts, *happenings, *spans) if word not in known]
    mapping = replace(
        own,
        layout=lender.layout,
        facts=facts,
        happenings=happenings,
        spans=spans,
        roles=own.roles or lender.roles,
        says={**lender.says, **own.says},
    )
    return replace(way, mapping=mapping, borrowed=tuple(borrowed))


def _names_files(mapping: Rules) -> bool:
    return any(table.item and table.pattern for table in mapping.layout.tables)


def lines_of(texts: Iterable[SourceText]) -> Mapping[str, Sequence[str]]:
    """Return the lines of texts, by the names that places in them have."""
    return {text.name: text.lines for text in texts}


def named_counts(said: Iterable[str]) -> dict[str, list[str]]:
    """Return what stands for each measure of the contract, from `OURS=THEIRS`.

    Raises:
        UsageError: One is not written like that.
    """
    found: dict[str, list[str]] = {}
    for ours, theirs in _halves(said):
        found.setdefault(ours, []).append(theirs)
    return found


def _halves(said: Iterable[str]) -> Iterator[tuple[str, str]]:
    for each in said:
        ours, equals, theirs = (part.strip() for part in each.partition("="))
        if not (ours and equals and theirs):
            raise UsageError(f"--count {each}: write OURS=THEIRS, such as respond=first_reply_time")
        yield ours, theirs
