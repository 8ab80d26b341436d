-- frame: counterparty · reads txn, customer, relation, customer_day · DOMAIN OPP-05: first seen at most 60 days ago, moved today
-- A counterparty is its account, or its name where no account is given: names are cut short (and then say nothing of their kind), accounts are not.
-- New is who was not there while the customer had been watched for 60 days: at the beginning all of its counterparties are, and say nothing.
-- Only pairs that moved today can be told, so history is asked for them alone: it is read by customer, the first part of its key.
WITH
    today AS (
        SELECT DISTINCT customer_id, coalesce(cp_account, cp_name) AS cp FROM txn FINAL
        WHERE day = toDate('{day}') AND cp_kind IN ('company', 'unknown') AND other_bank AND NOT same_name AND NOT reversal AND coalesce(status, '') != 'TAKEN_BACK' AND business = 'transfer'
    ),
    known AS (
        SELECT DISTINCT customer_id, coalesce(cp_account, cp_name) AS cp FROM txn FINAL
        WHERE day <= toDate('{day}') - 60 AND cp_kind IN ('company', 'unknown') AND NOT reversal AND coalesce(status, '') != 'TAKEN_BACK'
            AND customer_id IN (SELECT customer_id FROM today) AND (customer_id, cp) IN (SELECT customer_id, cp FROM today)
    )
SELECT
    t.customer_id AS customer_id,
    coalesce(any(t.cp_account), any(t.cp_name)) AS cp_key,
    argMaxIf(t.cp_name, t.event_time, t.cp_kind = 'company') AS cp_name,
    argMax(t.cp_bank_entity, t.event_time) AS cp_bank_entity,
    'company' AS cp_kind,
    min(t.day) AS first_seen,
    toInt64(count()) AS n_60,
    toInt64(sum(abs(assumeNotNull(t.signed)))) AS sum_60,
    toInt64(toInt64(toDate('{day}')) - toInt64(min(t.day)) + 1) AS known_days,
    max(t.cp_customer_id IS NOT NULL OR coalesce(t.cp_uscc, '') IN (SELECT assumeNotNull(uscc) FROM customer WHERE uscc IS NOT NULL)
        OR coalesce(t.cp_name, '') IN (SELECT assumeNotNull(name) FROM customer WHERE name IS NOT NULL)) AS is_customer,
    max((t.customer_id, coalesce(t.cp_uscc, '')) IN (SELECT customer_id, arrayJoin([src_id, dst_id]) FROM relation WHERE type IN ('SAME_GROUP', 'CONTROL', 'SHAREHOLD'))) AS is_group
FROM (
    SELECT *, coalesce(cp_account, cp_name) AS cp FROM txn FINAL
    WHERE day <= toDate('{day}') AND day > toDate('{day}') - 60
        AND cp_kind IN ('company', 'unknown') AND other_bank AND NOT same_name AND NOT reversal AND coalesce(status, '') != 'TAKEN_BACK' AND business = 'transfer'
        AND (customer_id, cp) IN (SELECT customer_id, cp FROM today WHERE (customer_id, cp) NOT IN (SELECT customer_id, cp FROM known))
) AS t
INNER JOIN (SELECT customer_id, min(day) AS began FROM customer_day GROUP BY customer_id) AS c ON c.customer_id = t.customer_id
GROUP BY t.customer_id, t.cp
HAVING max(t.day) = toDate('{day}') AND min(t.day) >= min(c.began) + 60 AND max(t.cp_kind = 'company')
