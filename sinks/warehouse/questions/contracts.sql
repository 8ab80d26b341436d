-- a customer's contracts as last stated, those that live first, by maturity (/v1/customers/{id}: contracts)
WITH stated AS (
    SELECT * FROM contract FINAL
    WHERE customer_id = {customer} AND day <= toDate32({day}) AND object NOT IN ('payroll_batch', 'schedule', 'price_concession')
    ORDER BY event_time DESC, log_offset DESC LIMIT 1 BY object, contract_no
)
SELECT
    object, contract_no, kind, coalesce(principal, amount) AS principal, coalesce(outstanding, principal, amount) AS outstanding, rate, start,
    coalesce(maturity, due_date) AS maturity,
    if(maturity IS NULL, NULL, toInt64(maturity) - toInt64(toDate32({day}))) AS days_left,
    coalesce(status, 'live') AS status
FROM stated
ORDER BY status IN ('live', '正常', '生效') DESC, maturity IS NULL, maturity, contract_no
