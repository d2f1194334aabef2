"""One way of counting as it judged a history: its contract, its items, its texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from slarules.comparing.quoting import Quote, Quoting
from slarules.comparing.results import Result
from slarules.core.contract import Contract, Terms
from slarules.core.promises import Promise
from slarules.facts.history import History, RowRef, Timeline
from slarules.instants import Instant


@dataclass(frozen=True)
class Side:
    """A way of counting and what it saw.

    Attributes:
        contract: As it is counted this way.
        says: The mapping's sentences, by word.
    """

    name: str
    contract: Contract
    history: History
    quoting: Quoting
    says: Mapping[str, tuple[str, ...]]

    @cached_property
    def items(self) -> Mapping[str, Timeline]:
        """The items by their names."""
        return {timeline.item: timeline for timeline in self.history.items}

    def terms(self, result: Result) -> Terms:
        """Return the text in force for a run."""
        name = result.ledger.verdict.version if result.ledger else None
        versions = {version.name: version for version in self.contract.versions}
        return versions.get(name or "", self.contract.versions[-1]).terms

    def promise(self, result: Result) -> Promise:
        """Return the promise that a run was judged by."""
        return self.terms(result).promises[result.promise]

    def with_words(self, quote: Quote, words: Iterable[str]) -> Quote:
        """Return a quote with what the mapping says of the words in it."""
        said = [sentence for word in dict.fromkeys(words) for sentence in self.says.get(word, ())]
        return Quote("; ".join([quote.words, *said]), quote.note)

    def row(self, item: str, at: Instant, words: Iterable[str]) -> RowRef | None:
        """Return the row that said something of an item at an instant, of one word at best."""
        wanted = set(words)
        rows = sorted(self._rows(item, at), key=lambda each: each[0] not in wanted)
        return rows[0][1] if rows else None

    def _rows(self, item: str, at: Instant) -> Iterator[tuple[str, RowRef]]:
        timeline = self.items.get(item)
        if timeline is None:
            return
        for known in (timeline.happened, timeline.facts):
            for word, found in known.items():
                for each in found:
                    if each.at == at and each.row is not None:
                        yield word, each.row
