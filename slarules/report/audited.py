"""What an audit found, as reports, run folders and Python programs take it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Literal, TypeAlias

from slarules.conduct.finding import Watched
from slarules.core.contract import Contract
from slarules.engine.computed import Alone, EngineName
from slarules.engine.outcome import Outcome, Statement, TargetResult, Verdict
from slarules.facts.findings import Counts, Finding
from slarules.facts.history import History
from slarules.facts.source import Snapshot
from slarules.instants import Instant
from slarules.problems import Problem
from slarules.report.tables import TARGETS, VERDICTS, Table

if TYPE_CHECKING:
    from slarules.report.review import Review

Audience: TypeAlias = Literal["customer", "provider"]


@dataclass(frozen=True, slots=True)
class Input:
    """A file that the run read, under the name it has in the folder `inputs`.

    Attributes:
        read_as: The name that places in it have.
    """

    name: str
    content: bytes
    read_as: str = ""


@dataclass(frozen=True)
class Audited:
    """A contract run over a history: verdicts, targets and statements of the asked periods.

    Attributes:
        outcome: The part in the asked periods, for the audience.
        history: All that the engine saw.
        counts: What became of the rows of each file that was read.
        sentences: For each word of the vocabulary, the mapping's sentences on how it is found.
        needs: What the contract uses and the source never gives; unknown throughout.
        sources: The SHA-256 of each file that was read.
        inputs: Every text that the outcome depends on; the contract is the first, then the mapping.
        command: What was asked, in the words of the command line.
        warnings: What is suspicious in contract and mapping, though no error.
        not_counted: When each entry of the register was made that lies after the as-of instant.
        snapshots: The snapshots of stores that were read.
        conduct: What the rules of conduct found that the contract asks for; no verdict hangs on it.
        engine: What computed the outcome.
        alone: Items that another engine left to the reference engine, and why.
        by_rows: Why the bulk engine read the source row by row.
        reviewed: What reports take of verdicts and items that are not all in memory.
    """

    contract: Contract
    outcome: Outcome
    history: History
    audience: Audience
    findings: tuple[Finding, ...]
    counts: tuple[Counts, ...]
    needs: tuple[str, ...]
    sources: Mapping[str, str]
    sentences: Mapping[str, tuple[str, ...]]
    inputs: tuple[Input, ...]
    command: tuple[str, ...]
    warnings: tuple[Problem, ...] = ()
    not_counted: tuple[Instant, ...] = ()
    conduct: tuple[Watched, ...] = ()
    snapshots: tuple[Snapshot, ...] = ()
    engine: EngineName = "reference"
    alone: tuple[Alone, ...] = ()
    by_rows: str | None = None
    reviewed: Review | None = None

    @cached_property
    def review(self) -> Review:
        """What reports take of all verdicts and items."""
        # As for the summary below.
        from slarules.report.review import review  # noqa: PLC0415

        return self.reviewed or review(self.contract, self.history, self.outcome)

    @property
    def verdicts(self) -> Table[Verdict]:
        """One row an item, measure and cycle."""
        return Table(VERDICTS, self.outcome.verdicts)

    @property
    def targets(self) -> Table[TargetResult]:
        """One row a target and period."""
        return Table(TARGETS, self.outcome.targets)

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The statement of each period, in order."""
        return self.outcome.statements

    @property
    def statement(self) -> Statement:
        """The statement of the only period, or of the last one.

        Raises:
            LookupError: No period is reported.
        """
        if not self.outcome.statements:
            raise LookupError("no period of the contract is reported")
        return self.outcome.statements[-1]

    def _repr_html_(self) -> str:
        # The summary brings what only reports need.
        from slarules.report.summary import summary  # noqa: PLC0415

        return f"<pre>{escape(summary(self))}</pre>"
