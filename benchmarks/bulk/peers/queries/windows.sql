-- What a ticket was before each row, and how long it stayed so after it; a sort by ticket.
SELECT *,
       lag(status) OVER own AS was,
       lag(priority) OVER own AS was_priority,
       lead(open_time, 1, getvariable('open_by_now')) OVER own - open_time AS stays,
       lead(epoch_us("at"), 1, getvariable('now')) OVER own - epoch_us("at") AS lasts
FROM moves WINDOW own AS (PARTITION BY ticket ORDER BY "at")
