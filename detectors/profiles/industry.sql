-- for detectors/profiles/sector · reads customer · the industry division (GB/T 4754, letter and two digits) that a customer stated last
SELECT customer_id, substring(argMax(industry, (event_time, log_offset)), 1, 3) AS division
FROM customer FINAL WHERE industry IS NOT NULL AND day <= toDate('{day}') GROUP BY customer_id
