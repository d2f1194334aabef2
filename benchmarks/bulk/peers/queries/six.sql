-- Six measures: sums so far, one for each set of statuses in which a clock stands still.
WITH moves AS ({moves}), steps AS ({steps}), changes AS (
    SELECT *, status = 'Open' AND was IS DISTINCT FROM 'Open' AS opened,
           status = 'Solved' AND was IS DISTINCT FROM 'Solved' AS solved,
           status = 'Answered' AND was IS DISTINCT FROM 'Answered' AS answered,
           status = 'Reopened' AND was IS DISTINCT FROM 'Reopened' AS reopened,
           if(status IN ('Waiting for customer', 'Solved', 'Closed'), 0, stays) AS resolving,
           if(status IN ('Waiting for customer', 'Solved', 'Closed', 'On hold'), 0, stays)
               AS working,
           if(status = 'Waiting for customer', 0, stays) AS reworking,
           if(status = 'Waiting for customer', 0, lasts) AS restoring
    FROM steps
), sums AS (
    -- The row that ends a round belongs to it.
    SELECT *,
           (sum(resolving) OVER {so_far})::{whole} AS resolving_to,
           (sum(working) OVER {so_far})::{whole} AS working_to,
           (sum(reworking) OVER {so_far})::{whole} AS reworking_to,
           (sum(restoring) OVER {so_far})::{whole} AS restoring_to,
           (sum((opened OR solved)::INT) OVER {so_far})::{whole} - (opened OR solved)::INT
               AS reply_round,
           (sum(solved::INT) OVER {so_far})::{whole} - solved::INT AS rework_round
    FROM changes
), tickets AS (
    SELECT ticket, strftime(min("at") AT TIME ZONE 'Europe/Berlin', '%Y-%m') AS month,
           arg_max(status, "at") AS last_status, arg_max(priority, "at") AS last_priority,
           bool_or(opened) AS taken_up, bool_or(solved) AS ended,
           coalesce(min(open_time) FILTER (opened), getvariable('open_by_now')) - min(open_time)
               AS respond_used,
           coalesce(arg_min(was_priority, "at") FILTER (opened), last_priority) AS respond_level,
           coalesce(max(resolving_to - resolving) FILTER (solved), max(resolving_to))
               - min(resolving_to - resolving) AS resolve_used,
           coalesce(max(working_to - working) FILTER (solved), max(working_to))
               - min(working_to - working) AS work_used,
           coalesce(arg_max(was_priority, "at") FILTER (solved), last_priority) AS resolve_level,
           coalesce(min(restoring_to - restoring) FILTER (solved), max(restoring_to))
               - min(restoring_to - restoring) AS restore_used,
           coalesce(arg_min(was_priority, "at") FILTER (solved), last_priority) AS restore_level,
           max(reworking_to) AS reworked,
           last_status = 'Waiting for customer' AS waits,
           last_status IN ('Waiting for customer', 'Solved', 'Closed') AS rests,
           last_status IN ('Waiting for customer', 'Solved', 'Closed', 'On hold') AS stands
    FROM sums GROUP BY ticket
), replies AS (
    SELECT ticket, bool_or(opened OR solved) AS ended,
           min(open_time) FILTER (answered) AS started,
           min(open_time) FILTER (opened OR solved) AS ended_at,
           any_value(was_priority) FILTER (opened OR solved) AS level
    FROM sums WHERE answered OR opened OR solved
    GROUP BY ticket, reply_round HAVING bool_or(answered)
), reworks AS (
    SELECT ticket, bool_or(solved) AS ended,
           min(reworking_to - reworking) FILTER (reopened) AS started,
           min(reworking_to - reworking) FILTER (solved) AS ended_at,
           any_value(was_priority) FILTER (solved) AS level
    FROM sums WHERE reopened OR solved
    GROUP BY ticket, rework_round HAVING bool_or(reopened)
), verdicts AS (
    SELECT 'respond' AS measure, month, respond_used AS used, respond AS goal, taken_up AS ended,
           false AS stands
    FROM tickets JOIN goals ON priority = respond_level
    UNION ALL
    SELECT 'resolve', month, resolve_used, resolve, ended, rests
    FROM tickets JOIN goals ON priority = resolve_level
    UNION ALL
    SELECT 'restore', month, restore_used, restore, ended, waits
    FROM tickets JOIN goals ON priority = restore_level
    UNION ALL
    SELECT 'work_time', month, work_used, work_time, ended, stands
    FROM tickets JOIN goals ON priority = resolve_level
    UNION ALL
    SELECT 'next_reply', month, coalesce(ended_at, getvariable('open_by_now')) - started,
           next_reply, replies.ended, false
    FROM replies JOIN tickets USING (ticket) JOIN goals ON priority = coalesce(level, last_priority)
    UNION ALL
    SELECT 'rework', month, coalesce(ended_at, reworked) - started, rework, reworks.ended, waits
    FROM reworks JOIN tickets USING (ticket) JOIN goals ON priority = coalesce(level, last_priority)
)
SELECT measure, month, count(*) FILTER (ended AND used <= goal),
       count(*) FILTER (used > goal AND (ended OR NOT stands))
FROM verdicts GROUP BY measure, month
