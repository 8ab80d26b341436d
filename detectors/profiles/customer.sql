-- joined to frame: profile · reads customer · the industry division (GB/T 4754, letter and two digits) that a customer stated last; whether it is an institution
SELECT customer_id, substring(argMax(tuple(industry), (event_time, log_offset)).1, 1, 3) AS division, countIf(institution_class IS NOT NULL) > 0 AS institution
FROM customer FINAL WHERE day <= toDate('{day}') GROUP BY customer_id
