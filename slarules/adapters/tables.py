"""The tables that adapters deliver: their columns, their keys, and batches of them as Arrow.

Columns are flat, so that whatever speaks Arrow can make them. Times are whole microseconds in UTC;
identifiers and values are text as the source has it; `True` in `Column.needed` says that a cell
may not be empty. Raise `VERSION` when a column is added or gets another meaning.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

VERSION = 1
"""The version of all schemas together; a store notes it."""

ColumnType: TypeAlias = Literal["text", "time", "number", "truth"]

TableName: TypeAlias = Literal[
    "tickets",
    "current",
    "changes",
    "comments",
    "links",
    "actors",
    "calendars",
    "outages",
    "measurements",
    "native_sla",
    "rows",
]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        says: What stands in it, for documents.
        needed: Whether every row has a value.
        words: The only texts that may stand in it; empty where any may.
    """

    name: str
    type: ColumnType
    says: str
    needed: bool = False
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableSchema:
    """A table that an adapter may deliver.

    Attributes:
        key: The columns that name a row. A row delivered again under its key replaces the one
            before it.
    """

    name: TableName
    says: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)


def _text(name: str, says: str, *, needed: bool = False, words: tuple[str, ...] = ()) -> Column:
    return Column(name, "text", says, needed, words)


def _time(name: str, says: str, *, needed: bool = False) -> Column:
    return Column(name, "time", says, needed)


def _number(name: str, says: str, *, needed: bool = False) -> Column:
    return Column(name, "number", says, needed)


def _truth(name: str, says: str, *, needed: bool = False) -> Column:
    return Column(name, "truth", says, needed)


ROLES = ("customer", "agent", "automation", "system", "unknown")
"""Who wrote or changed something, as it was then; `unknown` where the source does not say."""

VISIBILITIES = ("visible", "deleted", "lost")
"""`lost`: no longer shown to the account that reads, and nothing says that it was deleted."""

ORIGINS = ("recorded", "creation", "derived")
"""`creation`: what a field held when the ticket was created; `derived`: worked out."""

OUTAGES = ("outage", "degraded", "maintenance")

_ID = _text("event_id", "names the row in its source, the same at every read", needed=True)
_TICKET = _text("ticket_id", "the identifier that never changes", needed=True)
_SEQUENCE = _number("seq", "orders the events of a ticket; never against their times", needed=True)
_AT = _time("at", "when it happened, as the source has it", needed=True)

SCHEMAS: Mapping[TableName, TableSchema] = {
    schema.name: schema
    for schema in (
        TableSchema(
            "tickets",
            "one row a ticket, as it is now",
            (
                _TICKET,
                _text("key", "what people call it; may change", needed=True),
                _time("created_at", "when it was created"),
                _time("updated_at", "when the source last touched it"),
                _text("requester_id", "the actor whose ticket it is"),
                _text("customer", "the organisation whose ticket it is"),
                _text("visibility", "whether it is there", needed=True, words=VISIBILITIES),
                _text("merged_into", "the ticket that it was merged into"),
                _time("gone_at", "when it was deleted, or was first not seen any more"),
            ),
            ("ticket_id",),
        ),
        TableSchema(
            "current",
            "what the fields of a ticket hold now",
            (
                _TICKET,
                _text("field_id", "the field", needed=True),
                _text("value_id", "the identifier of the value, where values have one"),
                _text("value", "the value as text; empty for none"),
                _time("as_of", "the instant at which it holds", needed=True),
            ),
            ("ticket_id", "field_id"),
        ),
        TableSchema(
            "changes",
            "a field of a ticket changed",
            (
                _ID,
                _TICKET,
                _SEQUENCE,
                _AT,
                _text("field_id", "the field", needed=True),
                _text("old_id", "the identifier of the value before"),
                _text("old", "the value before, as it was called then"),
                _text("new_id", "the identifier of the value after"),
                _text("new", "the value after, as it was called then; empty for none"),
                _text("actor_id", "who changed it"),
                _text("actor_role", "what they were then", needed=True, words=ROLES),
                _text("origin", "where the row comes from", needed=True, words=ORIGINS),
            ),
            ("event_id",),
        ),
        TableSchema(
            "comments",
            "somebody wrote something; what they wrote is not delivered",
            (
                _ID,
                _TICKET,
                _SEQUENCE,
                _AT,
                _truth("public", "whether the customer could read it when it was written"),
                _time("hidden_at", "when it was made private later"),
                _text("actor_id", "who wrote it"),
                _text("actor_role", "what they were then", needed=True, words=ROLES),
                _text("channel", "by which way it came, such as mail"),
                _number("characters", "how many letters and digits it has"),
            ),
            ("event_id",),
        ),
        TableSchema(
            "links",
            "a ticket was tied to another",
            (
                _ID,
                _TICKET,
                _time("at", "when it happened, where the source says"),
                _text("kind", "such as merged into, duplicates, moved from", needed=True),
                _text("other_ticket_id", "the other ticket", needed=True),
                _truth("added", "false where the tie was taken away", needed=True),
            ),
            ("event_id",),
        ),
        TableSchema(
            "actors",
            "what somebody is from an instant on",
            (
                _text("actor_id", "the account", needed=True),
                _time("valid_from", "from when it is known to be so", needed=True),
                _text("role", "what they are", needed=True, words=ROLES),
                _text("zone", "the time zone of the account"),
            ),
            ("actor_id", "valid_from"),
        ),
        TableSchema(
            "calendars",
            "opening hours and holidays that the source has",
            (
                _text("calendar_id", "the calendar", needed=True),
                _text("name", "what people call it", needed=True),
                _text("zone", "its time zone, an IANA name", needed=True),
                _text("weekly", 'JSON: [["mon", "09:00", "17:00"], ...]', needed=True),
                _text("holidays", 'JSON: [["2026-12-25", "2026-12-26", "Christmas"], ...]'),
            ),
            ("calendar_id",),
        ),
        TableSchema(
            "outages",
            "a service did not work, or may not have",
            (
                _ID,
                _text("customer", "whom it hit; empty for everybody"),
                _text("service", "what did not work", needed=True),
                _time("start", "from when", needed=True),
                _time("end", "until when; empty while it lasts"),
                _text("kind", "empty where nobody can say whether it worked", words=OUTAGES),
                _time("announced_at", "when it was announced"),
                _text("share", "how much of the service it hit, an exact number such as 0.25"),
                _text("event", "what several outages have in common, such as an incident"),
                _text("evidence", "where in the source it stands"),
            ),
            ("event_id",),
        ),
        TableSchema(
            "measurements",
            "a number that the source measured",
            (
                _ID,
                _text("customer", "whom it is about; empty for everybody"),
                _text("name", "what was measured", needed=True),
                _time("start", "from when", needed=True),
                _time("end", "until when"),
                _text("value", "an exact number; empty where it is not known"),
                _text("of", "what it is of, such as a service"),
                _text("evidence", "where in the source it stands"),
            ),
            ("event_id",),
        ),
        TableSchema(
            "native_sla",
            "what the source's own product counted; no verdict rests on it",
            (
                _ID,
                _TICKET,
                _text("measure", "what the product calls it", needed=True),
                _number("cycle", "which run, from 1 on", needed=True),
                _time("started_at", "when the run began"),
                _time("due_at", "when it falls due"),
                _time("ended_at", "when it ended"),
                _number("elapsed_us", "microseconds that counted"),
                _number("paused_us", "microseconds that did not"),
                _number("goal_us", "microseconds that were allowed"),
                _truth("breached", "whether it was missed"),
                _text("state", "where it stands, in the product's word"),
            ),
            ("event_id",),
        ),
        TableSchema(
            "rows",
            "a row of a file as it is written; the mapping says what it means",
            (
                _ID,
                _text("table", "the shape or table of the mapping that the file belongs to"),
                _text("file", "the name of the file", needed=True),
                _number("number", "where it stands, counted as a spreadsheet does", needed=True),
                _text("columns", "JSON: the names of the columns", needed=True),
                _text("cells", "JSON: what stands in them", needed=True),
            ),
            ("event_id",),
        ),
    )
}
"""Every table by its name."""


def arrow(table: TableName, columns: Mapping[str, Sequence[Any]]) -> Any:  # noqa: ANN401  # any Arrow
    """Return columns of Python values as an Arrow table of the schema; columns may be left out.

    Args:
        table: Its name.
        columns: Lists of one length, by name. Times are microseconds since 1970 in UTC.

    Raises:
        ValueError: A column is none of the table, or the lists differ in length.
    """
    # Whoever only lists adapters needs no Arrow.
    from arro3.core import Array, DataType, Table  # noqa: PLC0415

    schema = SCHEMAS[table]
    _refuse(schema, columns)
    count = len(next(iter(columns.values()), ()))
    types = {
        "text": DataType.utf8(),
        "time": DataType.timestamp("us", tz="UTC"),
        "number": DataType.int64(),
        "truth": DataType.bool(),
    }
    made = []
    for column in schema.columns:
        cells = columns.get(column.name)
        cells = [None] * count if cells is None else cells
        plain = types["number"] if column.type == "time" else types[column.type]
        made.append(Array(cells, type=plain).cast(types[column.type]))
    return Table.from_arrays(made, names=list(schema.names))


def _refuse(schema: TableSchema, columns: Mapping[str, Sequence[Any]]) -> None:
    if unknown := [name for name in columns if name not in schema.names]:
        raise ValueError(f"the table {schema.name} has no column {', '.join(unknown)}")
    if len({len(cells) for cells in columns.values()}) > 1:
        raise ValueError(f"the columns of {schema.name} differ in length")
