-- of a customer's industry (two digits), how many there are and how many of them hold what · reads customer, contract
WITH
    stated AS (
        SELECT customer_id, upper(substring(coalesce(industry, ''), 1, 3)) AS branch FROM customer FINAL
        WHERE day <= toDate32('{day}') AND customer_id != '' ORDER BY event_time DESC, log_offset DESC LIMIT 1 BY customer_id
    ),
    held AS (
        SELECT customer_id, countIf(object = 'payroll_agreement') > 0 AS pays, countIf(object = 'cash_management') > 0 AS manages, countIf(object = 'derivative') > 0 AS hedges
        FROM (
            SELECT customer_id, object, coalesce(status, 'live') AS standing FROM contract FINAL
            WHERE object IN ('payroll_agreement', 'cash_management', 'derivative') AND day <= toDate32('{day}') AND customer_id != ''
            ORDER BY event_time DESC, log_offset DESC LIMIT 1 BY customer_id, object, contract_no
        ) WHERE standing NOT IN ('matured', 'redeemed', 'repaid', 'cancelled', 'terminated', '解除', '终止', '结清') GROUP BY customer_id
    ),
    adopted AS (
        SELECT branch, toInt64(count()) AS peers, avg(h.pays) AS paying, avg(h.manages) AS managing, avg(h.hedges) AS hedging
        FROM stated AS s LEFT JOIN held AS h ON h.customer_id = s.customer_id WHERE length(branch) = 3 GROUP BY branch
    )
SELECT s.customer_id AS customer_id, a.peers AS peers, h.pays AS pays, h.manages AS manages, h.hedges AS hedges, a.paying AS paying, a.managing AS managing, a.hedging AS hedging
FROM (SELECT * FROM stated WHERE {customers}) AS s
INNER JOIN adopted AS a ON a.branch = s.branch
LEFT JOIN held AS h ON h.customer_id = s.customer_id
