"""What an audit is asked to do, in the words of the command line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from slarules.engine.choice import AskedEngine
from slarules.engine.spark.settings import Cluster
from slarules.errors import UsageError
from slarules.facts.findings import Finding
from slarules.facts.source import Snapshot, Source, at_snapshot
from slarules.hours.local import at_said
from slarules.instants import Instant
from slarules.report.audited import Audience
from slarules.report.periods import Asked, Ended, Through, asked_period

SECRET = re.compile(r"(?<=//)[^/@\s]*(?=@)")
"""Name and password in an address."""


@dataclass(frozen=True, slots=True)
class Order:
    """A contract, what to measure by, what to read, and what to report.

    Attributes:
        source: `NAME:ARGUMENT`.
        beside: Further sources that are read beside it, such as of outages.
        period: A label, or the first and the last date between which the periods end.
        as_of: A date is its first instant in the contract's zone, as is a time without a zone
            what the wall there shows.
        approval: Who agreed that another mapping counts than the contract names.
        search: Folders to look in for what the files use, after their own and the shipped parts.
        engine: What computes; it stands in no command of the evidence, since all come to the same.
        cluster: Where the engine `spark` computes; None for wherever Spark itself is set up to.
    """

    contract: Path
    mapping: Path
    source: str
    period: str | tuple[date, date] | None = None
    as_of: date | datetime | None = None
    audience: Audience = "customer"
    approval: str | None = None
    search: tuple[Path, ...] = ()
    beside: tuple[str, ...] = ()
    engine: AskedEngine = "auto"
    cluster: Cluster | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        """All that is read."""
        return self.source, *self.beside

    @classmethod
    def again(cls, inputs: Path, names: Sequence[str], words: Sequence[str]) -> Order:
        """Return the order that a run carried out, on the texts that it kept.

        Args:
            inputs: The folder of the texts.
            names: Their names; the contract first, then the mapping.
            words: What `words` returned.

        Raises:
            ValueError: They are no words of an order.
        """
        pairs = list(zip(words[3::2], words[4::2], strict=True))
        said = dict(pairs)
        sources = [value for name, value in pairs if name == "--source"]
        first, last = said.get("--from"), said.get("--to")
        dates = (date.fromisoformat(first), date.fromisoformat(last)) if first and last else None
        return cls(
            contract=inputs / names[0],
            mapping=inputs / names[1],
            source=next(iter(sources), ""),
            beside=tuple(sources[1:]),
            period=dates or said.get("--period"),
            audience="provider" if said.get("--audience") == "provider" else "customer",
            approval=said.get("--mapping-changed"),
        )

    def as_of_in(self, zone: str) -> Instant | None:
        """Return the instant after which nothing exists, if the order names one."""
        return None if self.as_of is None else at_said(self.as_of, zone)

    def asked(self, zone: str, until: Instant) -> Asked:
        """Return which periods to report.

        Raises:
            UsageError: What the order names is no period.
        """
        match self.period:
            case None:
                return Ended(until)
            case (first, last):
                return Through(first, last)
            case label:
                if found := asked_period(label, zone):
                    return found
                raise UsageError(
                    f"'{label}' is no period; write 2026-03, 2026-Q1, 2026-W05, 2026-03-01 or 2026"
                )

    def words(self, contract: str) -> tuple[str, ...]:
        """Return the order as a command, without folders and passwords, for the evidence.

        Args:
            contract: The name of the contract's file, which for a customer is never an overlay.
        """
        return ("slarules", "audit", contract, *self._options())

    def pinned(self, snapshots: Iterable[Snapshot]) -> Order:
        """Return the order that reads again the snapshots that were read."""
        numbers = {each.store: each.number for each in snapshots}
        first, *beside = (at_snapshot(each, numbers.get(each)) for each in self.sources)
        return replace(self, source=first, beside=tuple(beside))

    def shown_snapshots(self, snapshots: Iterable[Snapshot]) -> tuple[Snapshot, ...]:
        """Return snapshots under the names of their stores in the evidence."""
        return tuple(
            replace(each, store=_shown(each.store).partition("#")[0]) for each in snapshots
        )

    def without_folders(self, findings: Iterable[Finding], source: Source) -> tuple[Finding, ...]:
        """Return findings, those on the source itself under its name in the evidence."""
        known, shown = source.name, self.shown_source
        return tuple(
            replace(finding, file=shown) if finding.file == known else finding
            for finding in findings
        )

    def _options(self) -> Iterator[str]:
        yield from ("--mapping", self.mapping.name)
        for source in self.sources:
            yield from ("--source", _shown(source))
        match self.period:
            case (first, last):
                yield from ("--from", first.isoformat(), "--to", last.isoformat())
            case str():
                yield from ("--period", self.period)
        if self.as_of is not None:
            yield from ("--as-of", self.as_of.isoformat())
        yield from ("--audience", self.audience)
        if self.approval is not None:
            yield from ("--mapping-changed", self.approval)

    @property
    def shown_source(self) -> str:
        """The sources without the folders they lie in and without passwords."""
        return ", ".join(map(_shown, self.sources))


def _shown(source: str) -> str:
    name, _, argument = source.partition(":")
    if "://" in argument:
        return f"{name}:{SECRET.sub('...', argument)}"
    if name == "store" and "?" in argument:
        folder, _, query = argument.rpartition("?")
        return f"{name}:{Path(folder).resolve().name}?{query}"
    return f"{name}:{Path(argument).resolve().name}"
