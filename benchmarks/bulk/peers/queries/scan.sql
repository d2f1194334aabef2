-- The limit: every column is read, and as little as can be is done with it.
SELECT status, priority, count(*), sum(ticket), max("at") FROM log GROUP BY ALL
