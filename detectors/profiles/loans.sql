-- joined to frame: profile · reads contract · DOMAIN §0.2: what a customer owes
SELECT customer_id, sum(owed) AS loan_outstanding FROM (
    SELECT customer_id, contract_no, argMax(coalesce(outstanding, 0), (event_time, log_offset)) AS owed
    FROM contract FINAL WHERE object = 'loan' AND day <= toDate('{day}') GROUP BY customer_id, contract_no
) GROUP BY customer_id
