-- The limit: every column is read, and as little as can be is done with it.
SELECT status, priority, count(*), max(ticket), max("at") FROM log GROUP BY ALL
