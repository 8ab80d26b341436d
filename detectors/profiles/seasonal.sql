-- joined to frame: profile · reads customer, customer_day · DOMAIN OUT-02: whether the deposits of an institution fell at this time of earlier years, too
-- On some day within ten of this day, one or two years ago, the 7-day average was 80 % of the 90-day average or less.
WITH
    toInt64(toDate('{day}')) AS D,
    held AS (
        SELECT customer_id, toInt64(day) AS d, bal, leadInFrame(toInt64(day), 1, D + 1) OVER w AS next
        FROM customer_day FINAL
        WHERE day <= toDate('{day}') AND customer_id IN (SELECT customer_id FROM customer WHERE institution_class IS NOT NULL AND day <= toDate('{day}'))
        WINDOW w AS (PARTITION BY customer_id ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    ),
    then_days AS (SELECT arrayJoin(arrayMap(back -> D - back, arrayConcat(range(355, 376), range(720, 741)))) AS t),
    averages AS (
        SELECT customer_id, t,
            sum(bal * greatest(0, least(next, t + 1) - greatest(d, t - 6))) / 7 AS week,
            sum(bal * greatest(0, least(next, t + 1) - greatest(d, t - 89))) / 90 AS quarter
        FROM held CROSS JOIN then_days WHERE d <= t AND next > t - 90 GROUP BY customer_id, t HAVING min(d) <= t - 89
    )
SELECT customer_id, max(week <= 0.8 * quarter) AS seasonal_outflow FROM averages GROUP BY customer_id
