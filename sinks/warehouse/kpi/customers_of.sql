-- one key figure of a day of an RM's customers, counted anew from the facts; the largest first (/v1/kpis/{id}/drill)
WITH
-- part: customer
    ,
-- part: owner
    ,
    counted AS (
{question}
    )
SELECT c.customer_id AS id, coalesce(any(k.name), id) AS name, toInt64(sum(c.amount)) AS value
FROM (SELECT customer_id, toInt64(t.4) AS amount FROM counted ARRAY JOIN counts AS t WHERE t.1 = {kpi} AND t.2 = '' AND customer_id IN {among}) AS c
LEFT JOIN owner AS o ON o.customer_id = c.customer_id
LEFT JOIN known AS k ON k.customer_id = c.customer_id
WHERE o.rm_id = {rm}
GROUP BY id HAVING value != 0
ORDER BY abs(value) DESC, id LIMIT {limit}
