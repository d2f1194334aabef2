-- The same of a file that lies in order of ticket and time, which SQL does not know: no sort.
SELECT * EXCLUDE (ticket_before, status_before, ticket_after, open_time_after, at_after),
       CASE WHEN ticket_before = ticket THEN status_before END AS was,
       if(ticket_after IS NOT DISTINCT FROM ticket, open_time_after, getvariable('open_by_now')) - open_time AS stays,
       if(ticket_after IS NOT DISTINCT FROM ticket, epoch_us(at_after), getvariable('now')) - epoch_us("at") AS lasts
FROM (SELECT *,
             lag(ticket) OVER () AS ticket_before, lag(status) OVER () AS status_before,
             lag(priority) OVER () AS was_priority, lead(ticket) OVER () AS ticket_after,
             lead(open_time) OVER () AS open_time_after, lead("at") OVER () AS at_after
      FROM moves)
