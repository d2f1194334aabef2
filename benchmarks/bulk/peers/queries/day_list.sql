-- How long the desk has been open before each row: its day by its place in a list. A join may put rows in another order.
SELECT ticket, "at", status, priority,
       getvariable('before')[nth] + least(greatest(epoch_us("at"), getvariable('opens')[nth]), getvariable('closes')[nth])
           - getvariable('opens')[nth] AS open_time
FROM (SELECT *, epoch_us("at") // 86_400_000_000 - getvariable('day_before') AS nth FROM log)
