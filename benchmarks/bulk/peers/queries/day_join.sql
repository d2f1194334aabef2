-- How long the desk has been open before each row: its day by an equality.
SELECT ticket, "at", status, priority,
       before + least(greatest(epoch_us("at"), opens), closes) - opens AS open_time
FROM log JOIN days ON day = epoch_us("at") // 86_400_000_000
