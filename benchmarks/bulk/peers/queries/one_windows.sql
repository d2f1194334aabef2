-- One measure: until a ticket is solved for the last time; a second window finds that row.
WITH moves AS ({moves}), steps AS ({steps}), ends AS (
    SELECT *, max(if(status = 'Solved' AND was IS DISTINCT FROM 'Solved', "at", NULL))
                  OVER (PARTITION BY ticket) AS solved_at
    FROM steps
), tickets AS (
    SELECT min("at") AS reported, any_value(solved_at) AS solved_at,
           coalesce(sum(stays) FILTER (
               status NOT IN ('Waiting for customer', 'Solved', 'Closed')
               AND (solved_at IS NULL OR "at" < solved_at)), 0) AS used,
           coalesce(any_value(was_priority) FILTER ("at" = solved_at), arg_max(priority, "at"))
               AS priority,
           arg_max(status, "at") IN ('Waiting for customer', 'Solved', 'Closed') AS stands
    FROM ends GROUP BY ticket
)
SELECT strftime(reported AT TIME ZONE 'Europe/Berlin', '%Y-%m') AS month,
       count(*) FILTER (solved_at IS NOT NULL AND used <= resolve) AS resolve_met,
       count(*) FILTER (used > resolve AND (solved_at IS NOT NULL OR NOT stands)) AS resolve_missed
FROM tickets JOIN goals USING (priority) GROUP BY month
