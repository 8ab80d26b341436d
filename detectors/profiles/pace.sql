-- joined to frame: profile · reads customer_day · OUT-05: fast, a quarter gone inside ten days; slow, weekly means that fall for six weeks
WITH toInt64(toDate('{day}')) AS D,
    held AS (
        SELECT customer_id, toInt64(day) AS d, bal, leadInFrame(toInt64(day), 1, toInt64(1000000)) OVER w AS next
        FROM customer_day FINAL WHERE day <= toDate('{day}') AND day > toDate('{day}') - 120
        WINDOW w AS (PARTITION BY customer_id ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    )
SELECT customer_id, multiIf(w[1] * 4 <= w[8] * 3, 'fast', arrayAll(k -> w[k] < w[k + 1], range(1, 7)), 'slow', '') AS pace FROM (
    SELECT customer_id, sumForEach(arrayMap(back -> bal * greatest(0, least(next, D + 1 - back) - greatest(d, D - 6 - back)), [0, 7, 14, 21, 28, 35, 42, 10])) AS w
    FROM held GROUP BY customer_id
)
