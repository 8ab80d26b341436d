-- joined to frame: profile · reads account, tender, customer_day, customer · DOMAIN OUT-02: legs (c) and (d), and whether the same fell in earlier years
-- seasonal_outflow: on some day within ten of this day, one or two years ago, the 7-day average was 80 % of the 90-day average or less.
WITH
    toInt64(toDate('{day}')) AS D,
    institutions AS (
        SELECT customer_id FROM (
            SELECT customer_id, argMax(institution_class, (event_time, log_offset)) AS class FROM customer FINAL WHERE day <= toDate('{day}') GROUP BY customer_id
        ) WHERE class IS NOT NULL
    ),
    held AS (
        SELECT customer_id, toInt64(day) AS d, bal, leadInFrame(toInt64(day), 1, D + 1) OVER w AS next
        FROM customer_day FINAL WHERE day <= toDate('{day}') AND customer_id IN (SELECT customer_id FROM institutions)
        WINDOW w AS (PARTITION BY customer_id ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    ),
    then_days AS (SELECT arrayJoin(arrayMap(back -> D - back, arrayConcat(range(355, 376), range(720, 741)))) AS t),
    averages AS (
        SELECT customer_id, t,
            sum(bal * greatest(0, least(next, t + 1) - greatest(d, t - 6))) / 7 AS week,
            sum(bal * greatest(0, least(next, t + 1) - greatest(d, t - 89))) / 90 AS quarter
        FROM held CROSS JOIN then_days WHERE d <= t AND next > t - 90 GROUP BY customer_id, t HAVING min(d) <= t - 89
    ),
    seasonal AS (SELECT customer_id, max(week <= 0.8 * quarter) AS fell FROM averages GROUP BY customer_id),
    closing AS (
        SELECT customer_id, any(account_no) AS account_no FROM account FINAL
        WHERE day = toDate('{day}') AND status IN ('销户', '申请销户', '申请转户') GROUP BY customer_id
    ),
    placement AS (
        SELECT customer_id, any(project_no) AS project_no FROM tender FINAL
        WHERE day = toDate('{day}') AND stage = '公告' AND winner_uscc IS NULL
            AND (category = '资金存放' OR match(coalesce(title, ''), '竞争性存放|资金存放|开户银行|代理银行')) GROUP BY customer_id
    )
SELECT
    i.customer_id AS customer_id, s.fell AS seasonal_outflow,
    nullIf(c.account_no, '') AS closing_account, nullIf(p.project_no, '') AS placement_tender
FROM institutions AS i
LEFT JOIN seasonal AS s ON s.customer_id = i.customer_id
LEFT JOIN closing AS c ON c.customer_id = i.customer_id
LEFT JOIN placement AS p ON p.customer_id = i.customer_id
