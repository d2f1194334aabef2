"""The history of tickets as rows of the shape `events`, worked out in SQL over whole columns.

`prepare` makes the tables that `EVENTS` and the checks read. A ticket's rows come in the order of
their times; at one instant it is created first, then its fields hold what they held from the
beginning (`rank` 1), then what is lost is told (2), then what happened, in the source's own order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import duckdb

from slarules.adapters.delivery import LOSING, Notice
from slarules.facts.raw import READ
from slarules.instants import Instant
from slarules.rebuilding.names import PERSON, Named

COLUMNS = (
    "ticket",
    "at",
    "kind",
    "field",
    "value",
    "old",
    "actor",
    "role",
    "public",
    "channel",
    "customer",
    "recorded_at",
)
"""Of the rows; the first two and the last are called as the mapping calls them."""


def prepare(
    db: duckdb.DuckDBPyConnection,
    names: Sequence[Named],
    notices: Iterable[Notice],
    through: Instant | None,
) -> None:
    """Make the tables `named`, `losses`, `upto`, `shown_as`, `chain`, `drifted` and `promoted`."""
    db.execute("CREATE TABLE named (field_id VARCHAR, name VARCHAR, part VARCHAR)")
    if names:
        db.executemany("INSERT INTO named VALUES (?, ?, ?)", names)
    db.execute("CREATE TABLE losses (ticket_id VARCHAR, field_id VARCHAR, us BIGINT)")
    losses = [(n.ticket_id, n.field_id, n.at) for n in notices if n.code in LOSING and n.ticket_id]
    if losses:
        db.executemany("INSERT INTO losses VALUES (?, ?, ?)", losses)
    db.execute("CREATE TABLE upto AS SELECT $through::BIGINT AS us", {"through": through})
    db.execute(PREPARED)


PREPARED = """
CREATE TABLE shown_as AS
SELECT ticket_id,
    CASE WHEN count(*) OVER (PARTITION BY trim(key)) > 1 OR trim(key) = ''
         THEN trim(key || ' (' || ticket_id || ')') ELSE key END AS ticket
FROM (SELECT ticket_id, coalesce(key, '') AS key FROM tickets);

-- What a field held before a change is compared with what the change before it said. Identifiers
-- decide where both are given: a value that was renamed in between is the same.
CREATE TABLE chain AS
SELECT *,
    before_event IS NOT NULL AND origin <> 'creation' AND (old IS NOT NULL OR old_id IS NOT NULL)
        AND NOT coalesce(old_id = before_id, false)
        AND NOT same(coalesce(nullif(old, ''), old_id), coalesce(nullif(before, ''), before_id))
        AS breaks,
    before_event IS NOT NULL AND origin <> 'creation' AND (
        coalesce(old_id <> before_id, false)
        OR (old_id IS NOT NULL AND before_id IS NULL AND coalesce(before, '') = '')
        OR (old_id IS NULL AND old = '' AND before_id IS NOT NULL)) AS breaks_id
FROM (
    SELECT ticket_id, field_id, event_id, seq, epoch_us("at") AS us, old_id, old, new_id, new,
        actor_id, origin,
        CASE WHEN epoch_us("at") < late_from THEN first_observed_at END AS learned,
        lag(event_id) OVER w AS before_event,
        lag(epoch_us("at")) OVER w AS before_us,
        lag(seq) OVER w AS before_seq,
        lag(new) OVER w AS before,
        lag(new_id) OVER w AS before_id,
        lead(event_id) OVER w IS NULL AS is_last
    FROM changes
    WHERE field_id IN (SELECT field_id FROM named)
    WINDOW w AS (PARTITION BY ticket_id, field_id ORDER BY "at", seq, event_id)
);

-- What a field that keeps no history was seen to hold changed from pull to pull.
CREATE TABLE drifted AS
SELECT ticket_id, field_id FROM raw_current
WHERE field_id IN (SELECT field_id FROM named)
GROUP BY ticket_id, field_id
HAVING count(DISTINCT coalesce(nullif(value_id, ''), value, '')) > 1;

CREATE TABLE ends AS
SELECT chain.*, value_id, value, epoch_us(as_of) AS seen_us,
    NOT coalesce(new_id = value_id, false)
        AND NOT same(coalesce(nullif(new, ''), new_id), coalesce(nullif(value, ''), value_id))
        AS differs,
    coalesce(new_id <> value_id, (new_id IS NULL) <> (value_id IS NULL) AND NOT same(new, value))
        AS differs_id
FROM chain JOIN current USING (ticket_id, field_id)
WHERE is_last AND epoch_us(as_of) > us;

-- Who was promoted wrote as what they were then; a source that only knows roles of today says so
-- row by row, and what was first observed of a row is nearest to the truth.
CREATE TABLE promoted AS
SELECT actor_id, valid_from, role FROM actors
WHERE role <> 'unknown' AND actor_id IN (
    SELECT actor_id FROM actors WHERE role <> 'unknown'
    GROUP BY actor_id HAVING count(DISTINCT role) > 1);
"""

PERSONS = f"'{PERSON}'"

HAPPENED = f"""
WITH told AS (
    SELECT ticket_id, epoch_us(created_at) AS us, 0 AS rank, 0 AS seq, '' AS event_id, 0 AS sub,
        'created' AS kind, '' AS field, '' AS value, '' AS old, '' AS actor, '' AS role,
        '' AS public, '' AS channel,
        CASE WHEN epoch_us(created_at) < late_from THEN first_observed_at END AS learned
    FROM tickets WHERE created_at IS NOT NULL
    UNION ALL
    SELECT ticket_id, least(epoch_us(created_at), us), 1, 0, '', 0,
        'set', name, held_as(part, old_id, old), '', '', '', '', '',
        CASE WHEN epoch_us(created_at) < late_from THEN first_observed_at END
    FROM chain JOIN tickets USING (ticket_id) JOIN named USING (field_id)
    WHERE before_event IS NULL AND origin <> 'creation' AND created_at IS NOT NULL
        AND held_as(part, old_id, old) <> ''
    UNION ALL
    SELECT ticket_id, coalesce(epoch_us(created_at), epoch_us(as_of)), 1, 0, '', 0,
        'set', name, held_as(part, value_id, value), '', '', '', '', '', NULL
    FROM current ANTI JOIN chain USING (ticket_id, field_id) ANTI JOIN drifted
        USING (ticket_id, field_id) LEFT JOIN tickets USING (ticket_id) JOIN named USING (field_id)
    WHERE held_as(part, value_id, value) <> ''
    UNION ALL
    SELECT ticket_id, epoch_us(created_at), 2, 0, '', 0,
        'lost', name, '', '', '', '', '', '', NULL
    FROM drifted ANTI JOIN chain USING (ticket_id, field_id)
        JOIN tickets USING (ticket_id) JOIN named USING (field_id)
    WHERE created_at IS NOT NULL
    UNION ALL
    SELECT ticket_id, epoch_us(as_of), 3, 0, '', 0,
        'set', name, held_as(part, value_id, value), '', '', '', '', '', NULL
    FROM current SEMI JOIN drifted USING (ticket_id, field_id)
        ANTI JOIN chain USING (ticket_id, field_id) JOIN named USING (field_id)
    UNION ALL
    SELECT ticket_id, epoch_us(created_at), 1, 0, '', 0,
        'set', {PERSONS}, requester_id, '', '', '', '', '', NULL
    FROM tickets
    WHERE created_at IS NOT NULL AND requester_id <> ''
        AND NOT EXISTS (SELECT 1 FROM named WHERE name = {PERSONS})
    UNION ALL
    SELECT ticket_id, us, 3, coalesce(seq, 0), event_id, 0,
        'set', name, held_as(part, new_id, new),
        CASE WHEN CASE part WHEN 'text' THEN breaks ELSE breaks_id END
             THEN held_as(part, old_id, old) ELSE '' END,
        coalesce(actor_id, ''), '', '', '', learned
    FROM chain JOIN named USING (field_id)
    UNION ALL
    SELECT ticket_id, before_us, 3, coalesce(before_seq, 0), before_event, 1,
        'lost', name, '', '', '', '', '', '', learned
    FROM chain JOIN named USING (field_id)
    WHERE CASE part WHEN 'text' THEN breaks ELSE breaks_id END AND held_as(part, old_id, old) = ''
    UNION ALL
    SELECT ticket_id, us, 3, coalesce(seq, 0), event_id, 1,
        'lost', name, '', '', '', '', '', '', learned
    FROM ends JOIN named USING (field_id)
    WHERE CASE part WHEN 'text' THEN differs ELSE differs_id END
    UNION ALL
    SELECT ticket_id, seen_us, 3, coalesce(seq, 0), event_id, 2,
        'set', name, held_as(part, value_id, value), '', '', '', '', '', learned
    FROM ends JOIN named USING (field_id)
    WHERE CASE part WHEN 'text' THEN differs ELSE differs_id END
        AND seen_us <= coalesce((SELECT us FROM upto), seen_us)
    UNION ALL
    SELECT ticket_id, epoch_us(c."at"), 3, coalesce(seq, 0), event_id, 0,
        'comment', '', repeat('x', greatest(least(coalesce(characters, {READ}), {READ}), 0)), '',
        coalesce(c.actor_id, ''),
        CASE WHEN first_actor_role IN ('customer', 'agent')
             THEN coalesce(was.role, earliest.role, first_actor_role)
             ELSE first_actor_role END,
        CASE first_public WHEN true THEN 'yes' WHEN false THEN 'no' ELSE '' END,
        coalesce(channel, ''),
        CASE WHEN epoch_us(c."at") < late_from THEN first_observed_at END
    FROM comments AS c
    ASOF LEFT JOIN promoted AS was ON c.actor_id = was.actor_id AND c."at" >= was.valid_from
    LEFT JOIN (SELECT actor_id, arg_min(role, valid_from) AS role FROM promoted GROUP BY actor_id)
        AS earliest ON c.actor_id = earliest.actor_id
    UNION ALL
    SELECT ticket_id, epoch_us(coalesce(gone_at, observed_at)), 4, 0, '', 0,
        'deleted', '', '', '', '', '', '', '', NULL
    FROM tickets WHERE visibility = 'deleted'
    UNION ALL
    SELECT ticket_id, least(epoch_us(coalesce(gone_at, observed_at)), us), 4, 0, '', 0,
        'lost', '', '', '', '', '', '', '', NULL
    FROM tickets LEFT JOIN through USING (snapshot) WHERE visibility = 'lost'
    UNION ALL
    SELECT ticket_id, coalesce(losses.us, epoch_us(created_at)), 2, 0, '', 0,
        'lost', coalesce(name, ''), '', '', '', '', '', '', NULL
    FROM losses LEFT JOIN tickets USING (ticket_id) LEFT JOIN named USING (field_id)
    WHERE field_id IS NULL OR name IS NOT NULL
)
"""  # noqa: S608  # our own constants

SELECTED = """
FROM told LEFT JOIN tickets USING (ticket_id) LEFT JOIN shown_as USING (ticket_id)
WHERE told.us IS NOT NULL
"""

CELLS = """
    coalesce(shown_as.ticket, told.ticket_id) AS ticket,
    make_timestamp(told.us)::VARCHAR || 'Z' AS "at",
    kind, field, value, old, actor, role, public, channel,
    CASE WHEN kind = 'created' OR created_at IS NULL THEN coalesce(customer, '') ELSE '' END
        AS customer,
    said(learned) AS recorded_at
"""

ORDERED = """
ORDER BY ticket, told.ticket_id, told.us, rank, seq, event_id, sub, kind, field, value
"""

EVENTS = f"{HAPPENED} SELECT {CELLS}, seq {SELECTED} {ORDERED}"
"""The rows, with `COLUMNS`, and behind them the number of the event in its ticket; 0 is the ticket
itself, as it was created and as it is."""
