"""What stands beside the tickets: outages, measurements, and what the product itself counted."""

from __future__ import annotations

from typing import Literal, NamedTuple

SECONDS = """
CREATE MACRO seconds(us) AS coalesce(
    CASE WHEN us < 0 THEN '-' ELSE '' END || (abs(us) // 1000000)::VARCHAR || getvariable('mark')
    || lpad((abs(us) % 1000000)::VARCHAR, 6, '0'), '');
CREATE MACRO marked(words) AS replace(coalesce(words, ''), '.', getvariable('mark'));
CREATE MACRO yes_or_no(truth) AS CASE truth WHEN true THEN 'yes' WHEN false THEN 'no' ELSE '' END;
CREATE MACRO learned(moment, late_from, seen) AS
    CASE WHEN epoch_us(moment) < late_from THEN said(seen) ELSE '' END;
"""
"""Numbers are written with the decimal mark that the mapping says its files have."""


class Beside(NamedTuple):
    """A further table.

    Attributes:
        columns: As they are called; the last one as the mapping calls it.
        cells: What stands in them, as SQL.
        rows: The rows in their order, as SQL.
    """

    table: Literal["outages", "measurements", "native_sla"]
    columns: tuple[str, ...]
    cells: str
    rows: str

    @property
    def query(self) -> str:
        """Gives the rows with their columns."""
        return f"{self.cells}\n{self.rows}"


BESIDE = (
    Beside(
        "outages",
        (
            "customer",
            "service",
            "start",
            "end",
            "kind",
            "announced",
            "announced_at",
            "share",
            "event",
            "evidence",
            "source",
            "recorded_at",
        ),
        # One that ends as it begins was called off: a store takes nothing back.
        """
SELECT coalesce(customer, ''), service, said(start), said("end"), coalesce(kind, ''),
    said(announced_at), said(announced_at), marked(share), coalesce(event, ''),
    coalesce(evidence, ''), getvariable('source'), learned(start, late_from, first_observed_at)""",
        """
FROM outages WHERE "end" IS NULL OR "end" <> start ORDER BY start, service, event_id""",
    ),
    Beside(
        "measurements",
        (
            "customer",
            "name",
            "start",
            "end",
            "value",
            "of",
            "evidence",
            "source",
            "recorded_at",
        ),
        """
SELECT coalesce(customer, ''), name, said(start), said("end"), marked(value), coalesce("of", ''),
    coalesce(evidence, ''), getvariable('source'), learned(start, late_from, first_observed_at)""",
        """
FROM measurements ORDER BY start, name, "of", event_id""",
    ),
    Beside(
        "native_sla",
        (
            "item",
            "measure",
            "cycle",
            "started_at",
            "due_at",
            "ended_at",
            "elapsed_s",
            "paused_s",
            "goal_s",
            "breached",
            "state",
        ),
        """
SELECT coalesce(ticket, ticket_id), measure, cycle::VARCHAR, said(started_at), said(due_at),
    said(ended_at), seconds(elapsed_us), seconds(paused_us), seconds(goal_us), yes_or_no(breached),
    coalesce(state, '')""",
        """
FROM native_sla LEFT JOIN shown_as USING (ticket_id)
ORDER BY coalesce(ticket, ticket_id), measure, cycle, event_id""",
    ),
)
