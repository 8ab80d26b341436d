-- for detectors/graph · reads relation, contract, customer · guarantees in force on the day, one row for each edge as last stated
-- RSK-30 traps: a maximum-amount guarantee counts with what is drawn under it; guarantee companies are hubs by trade and hand nothing on.
WITH drawn AS (
    SELECT guarantor_id, customer_id, sum(outstanding) AS amount FROM contract FINAL
    WHERE object = 'guarantee' AND kind = '最高额' AND outstanding IS NOT NULL AND day <= toDate('{day}') GROUP BY guarantor_id, customer_id
)
SELECT src_id, dst_id, type, if(d.guarantor_id != '', toInt64(d.amount), v.1) AS amount, v.2 AS weight, v.3 AS src_equity, v.4 AS valid_to
FROM (
    SELECT src_id, dst_id, type, argMax(tuple(amount, weight, src_equity, valid_to), (event_time, log_offset)) AS v
    FROM relation FINAL WHERE type = 'GUARANTEE' AND day <= toDate('{day}') AND coalesce(valid_from, day) <= toDate('{day}')
    GROUP BY src_id, dst_id, type
    HAVING v.4 IS NULL OR v.4 >= toDate('{day}')
) AS g
LEFT JOIN drawn AS d ON d.guarantor_id = g.src_id AND d.customer_id = g.dst_id
WHERE g.src_id NOT IN (SELECT customer_id FROM customer WHERE match(coalesce(name, ''), '融资(性)?担保|担保集团'))
