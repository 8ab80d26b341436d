-- frame: tender · reads tender · DOMAIN OPP-03: an award is cancelled by project number alone; whom it had been awarded to is known here
SELECT customer_id, project_no, '废标' AS stage, v.1 AS winner_uscc, v.2 AS title, v.3 AS buyer, v.4 AS amount, v.5 AS concerns, v.6 AS confidence
FROM (
    SELECT customer_id, project_no, argMax(tuple(winner_uscc, title, buyer, amount, concerns, confidence), (event_time, log_offset)) AS v
    FROM tender FINAL WHERE stage = '中标' AND customer_id != '' AND day <= toDate('{day}') AND project_no IN (
        SELECT project_no FROM tender FINAL WHERE stage = '废标' AND winner_uscc IS NULL AND day = toDate('{day}')
    ) GROUP BY customer_id, project_no
)
