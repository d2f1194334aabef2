-- One measure: what was used by then is a sum so far, and the last row that solves has the most.
WITH moves AS ({moves}), steps AS ({steps}), changes AS (
    SELECT *, status = 'Solved' AND was IS DISTINCT FROM 'Solved' AS solved,
           if(status IN ('Waiting for customer', 'Solved', 'Closed'), 0, stays) AS resolving
    FROM steps
), sums AS (
    SELECT *, (sum(resolving) OVER {so_far})::{whole} AS resolving_to FROM changes
), tickets AS (
    SELECT min("at") AS reported, bool_or(solved) AS ended,
           coalesce(max(resolving_to - resolving) FILTER (solved), max(resolving_to))
               - min(resolving_to - resolving) AS used,
           coalesce(arg_max(was_priority, "at") FILTER (solved), arg_max(priority, "at"))
               AS priority,
           arg_max(status, "at") IN ('Waiting for customer', 'Solved', 'Closed') AS stands
    FROM sums GROUP BY ticket
)
SELECT strftime(reported AT TIME ZONE 'Europe/Berlin', '%Y-%m') AS month,
       count(*) FILTER (ended AND used <= resolve) AS resolve_met,
       count(*) FILTER (used > resolve AND (ended OR NOT stands)) AS resolve_missed
FROM tickets JOIN goals USING (priority) GROUP BY month
