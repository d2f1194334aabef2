"""The rows of outages become spans of the world."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from slarules.core.conditions import UNKNOWN, Missing, Value
from slarules.core.contract import Fact, Kind, Vocabulary
from slarules.core.mapping import FactRule, Field, SpanRule
from slarules.facts.assertions import Assertions
from slarules.facts.further import Row, Tables
from slarules.facts.history import RowRef, WorldSpan
from slarules.facts.horizon import Horizon
from slarules.facts.raw import looking, truth
from slarules.facts.words import Word
from slarules.instants import Instant

SOURCE = "source"
"""The column that says who measured something."""

KIND = "kind"
"""The column that says what a row of outages is; empty where nobody can say whether it worked."""

UNSEEN = ("outage", "degraded")
"""What may have been where nobody watched; maintenance is what somebody told of."""


@dataclass(slots=True)
class World:
    """Reads outages as spans.

    Attributes:
        rules: By kind of span; a kind called `outage` needs no rule.
    """

    vocabulary: Vocabulary
    rules: Mapping[str, SpanRule]
    tables: Tables
    horizon: Horizon
    _words: dict[tuple[str, str], Word] = field(default_factory=dict)

    def spans(self, said: Assertions) -> Iterator[WorldSpan]:
        """Yield every span, in the order of their rows, with what was asserted of it."""
        for row in self.tables.rows("outages"):
            for span in self._of_row(row):
                yield said.about_span(span, self.vocabulary.spans[span.kind])

    def _of_row(self, row: Row) -> list[WorldSpan]:
        start, end = self.tables.time(row, "start"), self.tables.time(row, "end")
        if not isinstance(start, int) or end is UNKNOWN:
            self.tables.left_out(row, "no time", "start", "a span without a time is left out")
            return []
        if isinstance(end, int) and end < start:
            self.tables.left_out(row, "out of order", "end", "ends before it starts; left out")
            return []
        ref = self.tables.ref(row)
        if not self.tables.is_learned(row, ref, self.horizon.as_of):
            return []
        is_sure = bool(row.cells.get(KIND, KIND))
        is_kind = self._is if is_sure else self._may_be
        kinds = [kind for kind in self.vocabulary.spans.values() if is_kind(kind, row)]
        during = start, (end if isinstance(end, int) else None)
        made = (self._span(kind, row, ref, *during) for kind in kinds)
        spans = [replace(span, is_sure=is_sure) for span in made if self._known(span)]
        if not spans:
            self.tables.excluded(row)
        return spans

    def _is(self, kind: Kind, row: Row) -> bool:
        rule = self.rules.get(kind.name)
        if rule is None:
            return kind.name == "outage"
        held = truth(rule.where, looking(row.cells), self.tables.mark)
        if held is None:
            what = f"whether it is {kind.name} turns on a field that is empty; it is not"
            self.tables.findings.add("unmapped", row.file, row.number, None, what)
        return held is True

    def _may_be(self, kind: Kind, row: Row) -> bool:
        """Whether a row that nobody can tell what it is may be a span of a kind."""
        rule = self.rules.get(kind.name)
        if rule is None:
            return kind.name == "outage"
        tried = (looking({**row.cells, KIND: unseen}) for unseen in UNSEEN)
        return any(truth(rule.where, look, self.tables.mark) is not False for look in tried)

    def _known(self, span: WorldSpan) -> bool:
        """Whether it has begun, or was told of before: then it is known to lie ahead."""
        times = [span.start, *span.moments.values(), span.row and span.row.recorded]
        return any(isinstance(at, int) and at <= self.horizon.until for at in times)

    def _span(
        self, kind: Kind, row: Row, ref: RowRef, start: Instant, end: Instant | None
    ) -> WorldSpan:
        rule = self.rules.get(kind.name, SpanRule(kind.name))
        return WorldSpan(
            kind.name,
            row.cells.get("event") or f"{kind.name} {row.number}",
            start,
            end,
            {name: self._fact(kind, rule, fact, row) for name, fact in kind.facts.items()}
            | self._things(kind, row),
            {name: self._moment(rule, name, row) for name in kind.moments},
            row.cells.get("service") or None,
            ref,
        )

    def _things(self, kind: Kind, row: Row) -> dict[str, Value | Missing]:
        """Return which things a span is about, by columns of their kinds, and who says so."""
        names = (SOURCE, *self.vocabulary.items)
        return {n: cell for n in names if n not in kind.facts and (cell := row.cells.get(n))}

    def _fact(self, kind: Kind, rule: SpanRule, fact: Fact, row: Row) -> Value | Missing:
        key = kind.name, fact.name
        if key not in self._words:
            own = FactRule(fact.name, value_of=Field(fact.name))
            self._words[key] = Word(fact, rule.facts.get(fact.name, own), self.tables.mark)
        answer = self._words[key].look(row.cells.get)
        if answer.odd:
            self.tables.findings.add(answer.odd, row.file, row.number, fact.name, answer.what)
        return answer.value

    def _moment(self, rule: SpanRule, name: str, row: Row) -> Instant | Missing:
        column = rule.moments[name].name if name in rule.moments else name
        return self.tables.time(row, column) if column in row.cells else UNKNOWN
