-- for detectors/graph · reads ruling, contract, registry, rating · default-class events with their strength s₀, and what is left of earlier ones (DOMAIN §6.2)
-- `remains` is 1 on the day of the event. Once the source is cleared it halves every 90 days, told on each of those days; a withdrawn case leaves 0 at once.
WITH
    overdue AS (
        -- a loan falls on its first day in arrears of that class, and again on the first one after it was cleared
        SELECT customer_id, contract_no, s, fell.1 AS day, fell.2 AS event_id FROM (
            SELECT customer_id, contract_no, s, arraySort(groupArrayIf((day, event_id), bad)) AS falls, groupArrayIf(day, cleared) AS clear,
                arrayJoin(arrayFilter((f, i) -> i = 1 OR arrayExists(c -> c > falls[i - 1].1 AND c <= f.1, clear), falls, arrayEnumerate(falls))) AS fell
            FROM (
                SELECT customer_id, contract_no, day, event_id, arrayJoin([0.7, 1.0]) AS s,
                    coalesce((object = 'loan' AND dpd > if(s = 0.7, 30, 90)) OR (s = 1.0 AND status = '垫款'), false) AS bad,
                    coalesce(object = 'loan' AND (dpd = 0 OR status = 'repaid'), false) AS cleared
                FROM contract FINAL WHERE dpd IS NOT NULL OR status IN ('垫款', 'repaid')
            ) GROUP BY customer_id, contract_no, s
        )
    ),
    falls AS (
        SELECT customer_id, day, argMax(event_id, s) AS event_id, argMax(ref, s) AS ref, max(s) AS strength FROM (
            -- a case that is stated again is the same fall
            SELECT customer_id, min(day) AS day, argMin(event_id, (event_time, log_offset)) AS event_id, coalesce(case_no, ruling.event_id) AS ref,
                multiIf(role = '破产', 1.0, role = '失信', 0.7, 0.5) AS s FROM ruling FINAL
            WHERE role IN ('被执行人', '失信', '限高', '破产') AND coalesce(performance, '') != '已履行' AND coalesce(status, '') != '撤销'
                AND confidence >= 1 AND coalesce(concerns, 'self') = 'self' AND (role IN ('失信', '破产') OR amount >= 50000000)
            GROUP BY customer_id, ref, role
            UNION ALL
            SELECT customer_id, day, event_id, contract_no, s FROM overdue
            UNION ALL
            SELECT customer_id, day, event_id, event_id, if(match(coalesce(after, ''), '破产|清算'), 1.0, 0.5) FROM registry FINAL
            WHERE match(coalesce(after, ''), '破产|清算|吊销|严重违法|停产|停业') AND confidence >= 1
            UNION ALL
            SELECT customer_id, day, event_id, event_id, 1.0 FROM rating FINAL WHERE defaulted AND confidence >= 1
        )
        WHERE customer_id != '' AND day <= toDate('{day}') GROUP BY customer_id, day
    ),
    clearings AS (
        SELECT customer_id, case_no AS ref, day, coalesce(status, '') = '撤销' AS withdrawn FROM ruling FINAL
        WHERE (performance = '已履行' OR status = '撤销') AND day <= toDate('{day}')
        UNION ALL
        SELECT customer_id, contract_no, day, false FROM contract FINAL
        WHERE object = 'loan' AND (dpd = 0 OR status = 'repaid') AND day <= toDate('{day}')
    )
SELECT customer_id, event_id, strength, 1.0 AS remains FROM falls WHERE day = toDate('{day}')
UNION ALL
SELECT customer_id, event_id, strength, if(withdrawn, 0.0, pow(0.5, intDiv(since, 90))) AS remains FROM (
    SELECT f.customer_id AS customer_id, f.event_id AS event_id, any(f.strength) AS strength, max(c.withdrawn) AS withdrawn,
        toInt64(toDate('{day}')) - toInt64(min(c.day)) AS since
    FROM falls AS f INNER JOIN clearings AS c ON c.customer_id = f.customer_id AND c.ref = f.ref
    WHERE c.day > f.day GROUP BY f.customer_id, f.event_id
)
WHERE (withdrawn AND since = 0) OR (NOT withdrawn AND since BETWEEN 90 AND 720 AND since % 90 = 0)
