-- How long the desk has been open before each row: the last opening before it.
SELECT ticket, "at", status, priority, before + least(epoch_us("at"), closes) - opens AS open_time
FROM log ASOF JOIN openings ON epoch_us("at") >= opens
