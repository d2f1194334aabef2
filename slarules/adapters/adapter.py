"""What an adapter is: it reads one source part by part, and can go on where it stopped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias, runtime_checkable

from slarules.adapters.delivery import Batch, Delivered, Partition
from slarules.adapters.tables import TableName
from slarules.core.mapping import Layout
from slarules.instants import Instant

if TYPE_CHECKING:
    from slarules.adapters.catalogue import Catalogue
    from slarules.http import Http, Site
    from slarules.secrets import Secret

API = 1
"""The version of this interface; an adapter for another one is refused with a sentence."""

Capability: TypeAlias = Literal[
    "files",
    "incremental",
    "history",
    "comments",
    "deletions",
    "census",
    "links",
    "calendars",
    "outages",
    "measurements",
    "native_sla",
]
"""What an adapter can do. `files`: it delivers `rows`, which need a mapping to be understood;
`incremental`: a cursor saves reading again; `history`: changes are complete; `census`: it can list
all that is visible, so that what vanished is noticed."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted of a source.

    Attributes:
        since: Tickets that were not touched since need not be delivered; None for all.
        fields: The fields that rules look at, folded; None for all.
        tables: The tables that are wanted; None for all.
        layout: How files are written, for who reads files.
    """

    since: Instant | None = None
    fields: frozenset[str] | None = None
    tables: frozenset[TableName] | None = None
    layout: Layout | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing that `Adapter.check` looked at.

    Attributes:
        what: Such as `signed in as audit@acme.example`, or what is wrong and how to mend it.
    """

    is_well: bool
    what: str


@dataclass(frozen=True, slots=True)
class CheckReport:
    """Whether a source can be read as it is set up."""

    checks: tuple[Checked, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_well(self) -> bool:
        """Whether nothing is wrong."""
        return all(each.is_well for each in self.checks)


class Context(Protocol):
    """What slarules gives an adapter to work with: the clock, the network, secrets, an ear."""

    def now(self) -> Instant:
        """Return the present instant; adapters read no clock of their own."""
        ...

    def secret(self, reference: Secret) -> str:
        """Return what a reference stands for.

        Raises:
            UsageError: It cannot be had; the message names the reference and never the secret.
        """
        ...

    def http(self, site: Site) -> Http:
        """Return what talks to a site, with its limits kept; one for each site is shared."""
        ...

    def progress(
        self, stage: str, done: int, total: int | None = None, waiting: str | None = None
    ) -> None:
        """Tell how far it is; `waiting` says for whom or what, and until when."""
        ...

    def is_stopping(self) -> bool:
        """Tell whether to end at the next opportunity; a checkpoint before that is welcome."""
        ...


@runtime_checkable
class Adapter(Protocol):
    """Reads one source. Reading is lazy; closing the iterator stops it."""

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What it can do."""
        ...

    def check(self, context: Context) -> CheckReport:
        """Return whether the source can be read: who is signed in, what may be seen, the clock."""
        ...

    def discover(self, context: Context) -> Catalogue:
        """Return what the source has."""
        ...

    def partitions(self, asked: Asked, context: Context) -> Sequence[Partition]:
        """Return the parts that are read on their own, at the same time where that is allowed."""
        ...

    def read(
        self, partition: Partition, cursor: bytes | None, asked: Asked, context: Context
    ) -> Iterator[Delivered]:
        """Yield what a part holds from a cursor on, a checkpoint behind what may be kept.

        Delivery is at least once: rows may come again, under the same keys. The last thing that is
        yielded is a checkpoint.

        Args:
            partition: One of `partitions`.
            cursor: Of the last checkpoint that was kept; None at the beginning.
            asked: What is wanted.
            context: The clock, the network, secrets.

        Raises:
            SourceError: It cannot be read to its end.
        """
        ...

    def census(self, partition: Partition, asked: Asked, context: Context) -> Iterator[Batch]:
        """Yield `tickets` with every ticket that is visible now; without `census`, nothing."""
        ...

    def close(self) -> None:
        """Let go of what it holds."""
        ...


@dataclass(frozen=True, slots=True)
class Profile:
    """How a source is set up: what stands behind the colon, and its table in `slarules.toml`.

    Attributes:
        adapter: The name before the colon.
        argument: The name behind it, or for adapters without settings what they are given.
        table: `[adapter.argument]` of the file; None where there is no such table.
        file: The file.
    """

    adapter: str
    argument: str
    table: Mapping[str, Any] | None = None
    file: str | None = None

    @property
    def name(self) -> str:
        """As after `--source`, such as `jira:acme`."""
        return f"{self.adapter}:{self.argument}"
