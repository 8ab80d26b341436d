-- customers by name, USCC, account tail or id, largest balance first; {rms} empty for all (/v1/customers)
WITH
-- part: customer
    ,
-- part: owner
    ,
    -- as a customer's days of the last week have it, for entries may come late; else as the last close; who has not moved for so long is in no
    -- close (detectors/profiles/profile.sql). A million customers' days of years would take minutes.
    (SELECT greatest(max(day), toDate32('1980-01-01')) FROM profile WHERE day <= toDate32({day}) AND day > toDate32({day}) - 31) AS closed,
    balances AS (
        SELECT customer_id, argMax(bal, (place, day, version)) AS bal FROM (
            SELECT customer_id, 1 AS place, day, version, bal FROM profile
            WHERE day = closed
            UNION ALL
            SELECT customer_id, if(day > closed - 7, 2, 0) AS place, day, version, bal FROM customer_day
            WHERE day <= toDate32({day}) AND (day > closed - 7 OR day <= closed - 800)
        ) WHERE {any_customer} OR customer_id IN {among} GROUP BY customer_id
    ),
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
    AND ({tag} = '' OR k.customer_id IN (SELECT customer_id FROM tag FINAL WHERE tag_id = {tag} AND value != ''))
ORDER BY bal DESC, customer_id
LIMIT {limit} OFFSET {offset}
