-- what a list says of some customers (/v1/customers), and whether {text} is said of them
WITH
-- part: customer
    ,
-- part: owner
    ,
    by_account AS (
        SELECT DISTINCT customer_id FROM account FINAL PREWHERE customer_id IN {among}
        WHERE length({text}) >= 4 AND endsWith(coalesce(account_no, ''), {text})
    ),
    by_sound AS (
        SELECT name FROM name_sound PREWHERE name IN (SELECT name FROM customer PREWHERE customer_id IN {among})
        WHERE {sound} != '' AND position(sounds, {sound}) > 0
    )
SELECT k.customer_id AS customer_id, k.name AS name, k.uscc AS uscc, k.tier AS tier, k.industry AS industry, o.owner_name AS owner_name, o.rm_id AS owner
FROM known AS k LEFT JOIN owner AS o ON o.customer_id = k.customer_id
WHERE {text} = '' OR positionCaseInsensitiveUTF8(coalesce(k.name, ''), {text}) > 0 OR startsWith(coalesce(k.uscc, ''), upper({text}))
    OR k.name IN (SELECT name FROM by_sound) OR k.customer_id = {text} OR k.customer_id IN (SELECT customer_id FROM by_account)
