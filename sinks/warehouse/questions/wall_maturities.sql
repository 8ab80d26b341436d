-- what falls due in the next {days} days, by day: loans, deposits, bills
WITH
-- part: owner
    ,
    stated AS (
        SELECT * FROM contract FINAL WHERE object IN ('loan', 'deposit', 'acceptance', 'bill') AND day <= toDate32({day})
        ORDER BY event_time DESC, log_offset DESC LIMIT 1 BY customer_id, object, contract_no
    ),
    due AS (
        SELECT customer_id, object, coalesce(maturity, due_date) AS due_on, coalesce(if(object = 'deposit', principal, outstanding), principal, amount, 0) AS owed FROM stated
        WHERE coalesce(status, 'live') IN ('live', '正常', '生效')
    )
SELECT assumeNotNull(d.due_on) AS day, toInt64(sumIf(d.owed, d.object = 'loan')) AS loan, toInt64(sumIf(d.owed, d.object = 'deposit')) AS deposit,
    toInt64(sumIf(d.owed, d.object IN ('acceptance', 'bill'))) AS bill
FROM due AS d LEFT JOIN owner AS o ON o.customer_id = d.customer_id
WHERE d.due_on > toDate32({day}) AND d.due_on <= toDate32({day}) + {days} AND ({everybody} OR o.rm_id IN {rms})
GROUP BY day ORDER BY day
