-- customers by name, USCC, account tail or id, largest balance first; {rms} empty for all (/v1/customers)
WITH
-- part: customer
    ,
-- part: owner
    ,
    balances AS (SELECT customer_id, argMax(bal, day) AS bal FROM customer_day FINAL WHERE day <= toDate32({day}) GROUP BY customer_id),
    by_account AS (
        SELECT DISTINCT customer_id FROM account FINAL WHERE length({text}) >= 4 AND endsWith(coalesce(account_no, ''), {text})
    )
SELECT
    k.customer_id AS customer_id, k.name AS name, k.uscc AS uscc, k.tier AS tier, k.industry AS industry, o.owner_name AS owner_name,
    o.rm_id AS owner, toInt64(coalesce(b.bal, 0)) AS bal
FROM known AS k
LEFT JOIN owner AS o ON o.customer_id = k.customer_id
LEFT JOIN balances AS b ON b.customer_id = k.customer_id
WHERE ({text} = '' OR positionCaseInsensitiveUTF8(coalesce(k.name, ''), {text}) > 0 OR startsWith(coalesce(k.uscc, ''), upper({text}))
        OR k.customer_id = {text} OR k.customer_id IN (SELECT customer_id FROM by_account))
    AND ({everybody} OR o.rm_id IN {rms}) AND ({any_customer} OR k.customer_id IN {among})
ORDER BY bal DESC, customer_id
LIMIT {limit} OFFSET {offset}
