-- the first day with facts stored since the last close began to count; more than a year back nothing is counted again
WITH (SELECT toDateTime(max(value)) FROM counter WHERE kpi_id = '' AND split = 'closed') AS counted
SELECT min(d) AS day FROM (
    SELECT min(f.day) AS d FROM customer_day AS f WHERE f.stored_at >= counted AND f.day > toDate32({day}) - 400 HAVING count() > 0
    UNION ALL
    SELECT min(f.day) AS d FROM txn AS f WHERE f.stored_at >= counted AND f.day > toDate32({day}) - 400 HAVING count() > 0
    UNION ALL
    SELECT min(f.day) AS d FROM contract AS f WHERE f.stored_at >= counted AND f.day > toDate32({day}) - 400 HAVING count() > 0
    UNION ALL
    SELECT min(f.day) AS d FROM account AS f WHERE f.stored_at >= counted AND f.day > toDate32({day}) - 400 HAVING count() > 0
    UNION ALL
    SELECT min(f.day) AS d FROM loan_money AS f WHERE f.stored_at >= counted AND f.day > toDate32({day}) - 400 HAVING count() > 0
    UNION ALL
    SELECT min(assumeNotNull(f.day)) AS d FROM finding AS f WHERE f.stored_at >= counted AND assumeNotNull(f.day) > toDate32({day}) - 400 HAVING count() > 0
    UNION ALL
    SELECT min(toDate32(toDate(assumeNotNull(f.at), 'Asia/Shanghai'))) AS d FROM task_event AS f WHERE f.stored_at >= counted AND toDate32(toDate(assumeNotNull(f.at), 'Asia/Shanghai')) > toDate32({day}) - 400 HAVING count() > 0
)
HAVING count() > 0
