"""Verdicts by promise and period, for shares and counts of items."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from slarules.core.contract import Contract
from slarules.core.periods import PeriodKind
from slarules.engine.reference.placing import label_of, placed
from slarules.engine.reference.runs import Alike, Runs, Verdicts, runs_of
from slarules.engine.reference.unknowns import could_be
from slarules.hours.periods import Period


class PlacedVerdicts:
    """Every verdict, found by its promise and by periods of any kind."""

    def __init__(self, contract: Contract, verdicts: Verdicts) -> None:
        self._contract = contract
        self.runs = runs_of(verdicts)
        self._by_kind: dict[PeriodKind, dict[tuple[str, str], list[Alike]]] = {}
        # An undetermined item of which not even the period is known may be one of any period, and
        # may leave it to another.
        self._anywhere: dict[str, list[Alike]] = defaultdict(list)
        for verdict in self.runs:
            if verdict.verdict == "undetermined" and verdict.period is None:
                roaming = replace(verdict, could_be=tuple({*could_be(verdict), "excluded"}))
                self._anywhere[verdict.promise].append(Alike(roaming))

    def of(self, promise: str, period: Period) -> Runs:
        """Return the verdicts of a promise that belong to a period, surely or perhaps."""
        kind = period.kind
        if kind not in self._by_kind:
            self._by_kind[kind] = self._sorted(kind)
        settled = self._by_kind[kind].get((promise, period.label), [])
        return Runs([*settled, *self._anywhere.get(promise, [])])

    def _sorted(self, kind: PeriodKind) -> dict[tuple[str, str], list[Alike]]:
        contract = self._contract
        found: dict[tuple[str, str], list[Alike]] = defaultdict(list)
        for alike in self.runs.alike:
            for each in placed(alike.verdict, kind, contract.zone):
                if label := label_of(each, kind, contract.every, contract.zone):
                    found[each.promise, label].append(alike.moved(each))
        return found
