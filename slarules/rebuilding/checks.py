"""What is odd about the history that a store holds: findings of tickets, in their order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import duckdb

from slarules.facts.findings import LISTED, Finding, FindingKind


class Check(NamedTuple):
    """Something that is looked for.

    Attributes:
        query: Gives the field, or nothing, and a sentence.
    """

    kind: FindingKind
    query: str


def odd(db: duckdb.DuckDBPyConnection, source: str) -> Iterator[Finding]:
    """Yield what is odd, check by check; so many of each kind as a report lists."""
    for check in CHECKS:
        for field, what in db.execute(f"{check.query} LIMIT {LISTED + 1}").fetchall():
            yield Finding(check.kind, source, None, field, what)


CHECKS = (
    Check(
        "detected",
        """
SELECT NULL, ticket || ' was called ' || string_agg(DISTINCT old.key, ', ' ORDER BY old.key)
    || ' before'
FROM raw_tickets AS old JOIN tickets USING (ticket_id) JOIN shown_as USING (ticket_id)
WHERE old.key <> tickets.key
GROUP BY ticket ORDER BY ticket""",
    ),
    Check(
        "contradiction",
        """
SELECT NULL, 'two tickets are called ' || key || '; they are told apart by their identifiers'
FROM tickets WHERE trim(key) <> '' GROUP BY key HAVING count(*) > 1 ORDER BY key""",
    ),
    Check(
        "detected",
        """
SELECT NULL, ticket || ' was merged into ' || coalesce(
    (SELECT ticket FROM shown_as AS into_ WHERE into_.ticket_id = merged_into), merged_into)
FROM tickets JOIN shown_as USING (ticket_id) WHERE merged_into <> '' ORDER BY ticket""",
    ),
    Check(
        "incomplete",
        """
SELECT NULL, ticket || ' is no longer shown to the account that reads, and nothing says that it '
    || 'was deleted; what happened to it later is unknown'
FROM tickets JOIN shown_as USING (ticket_id) WHERE visibility = 'lost' ORDER BY ticket""",
    ),
    Check(
        "incomplete",
        """
SELECT NULL, 'there are events of ticket ' || ticket_id || ', and nothing else is known of it'
FROM (SELECT ticket_id FROM chain UNION SELECT ticket_id FROM comments)
ANTI JOIN tickets USING (ticket_id) ORDER BY ticket_id""",
    ),
    Check(
        "detected",
        """
SELECT NULL, 'a comment on ' || coalesce(ticket, ticket_id) || ' of ' || said("at")
    || ' was made private at ' || said(hidden_at)
    || '; it counts as what it was when it was written'
FROM comments LEFT JOIN shown_as USING (ticket_id)
WHERE hidden_at IS NOT NULL ORDER BY ticket, "at", event_id""",
    ),
    Check(
        "incomplete",
        """
SELECT DISTINCT field_id, coalesce(ticket, ticket_id) || ': before the change of '
    || make_timestamp(us)::VARCHAR || 'Z it was empty, and the change before that set it: '
    || 'one between the two is missing'
FROM chain LEFT JOIN shown_as USING (ticket_id)
WHERE breaks AND coalesce(nullif(old, ''), old_id, '') = '' ORDER BY 2""",
    ),
    Check(
        "contradiction",
        """
SELECT field_id, coalesce(ticket, ticket_id) || ': the last change leaves it at '
    || told(new, new_id) || ', and it is ' || told(value, value_id)
    || '; what it was since that change is unknown'
FROM ends LEFT JOIN shown_as USING (ticket_id) WHERE differs OR differs_id ORDER BY 2, 1""",
    ),
    Check(
        "detected",
        """
SELECT field_id, 'the value ' || id || ' was called ' || string_agg(DISTINCT words, ', ' ORDER BY
    words) FROM values_seen
GROUP BY field_id, id HAVING count(DISTINCT lower(trim(words))) > 1 ORDER BY field_id, id""",
    ),
    Check(
        "detected",
        """
SELECT field_id, 'the name ' || min(words) || ' stands for the values '
    || string_agg(DISTINCT id, ', ' ORDER BY id) FROM values_seen
GROUP BY field_id, lower(trim(words)) HAVING count(DISTINCT id) > 1
ORDER BY field_id, lower(trim(words))""",
    ),
    Check(
        "no history",
        """
SELECT field_id, coalesce(ticket, ticket_id) || ': changed from pull to pull, and the source keeps '
    || 'no history of it; what it was before the last is unknown'
FROM drifted ANTI JOIN chain USING (ticket_id, field_id) LEFT JOIN shown_as USING (ticket_id)
ORDER BY 2, 1""",
    ),
    Check(
        "detected",
        """
SELECT NULL, count(*) || ' events of ' || coalesce(ticket, ticket_id)
    || ' became known late, after the source had been complete '
    || 'beyond them; they count as recorded when they were read'
FROM (
    SELECT ticket_id FROM chain WHERE learned IS NOT NULL
    UNION ALL
    SELECT ticket_id FROM comments WHERE epoch_us("at") < late_from)
LEFT JOIN shown_as USING (ticket_id) GROUP BY coalesce(ticket, ticket_id)
ORDER BY coalesce(ticket, ticket_id)""",
    ),
)

PREPARED = """
CREATE MACRO told(words, id) AS CASE
    WHEN coalesce(nullif(words, ''), id, '') = '' THEN 'nothing'
    ELSE '''' || left(coalesce(nullif(words, ''), id), 60) || '''' END;

CREATE TABLE values_seen AS
SELECT DISTINCT field_id, id, words FROM (
    SELECT field_id, old_id AS id, old AS words FROM chain
    UNION ALL SELECT field_id, new_id, new FROM chain
    UNION ALL SELECT field_id, value_id, value FROM raw_current
        WHERE field_id IN (SELECT field_id FROM named))
WHERE id <> '' AND words <> '' AND field_id IN (SELECT field_id FROM named WHERE part <> 'person');
"""
