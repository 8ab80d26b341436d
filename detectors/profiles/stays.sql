-- joined to frame: profile · reads txn, customer_day · DOMAIN RSK-08: how long half of the money that comes in stays, in whole hours, of {customers} alone
-- First in, first out, beginning with what was held before: the fen of a credit leave when the payments so far reach them. A fen that is
-- still there has stayed until the end of the day. ins, outs: operating entries of ten business days, as spans of fen from the first one on.
WITH
    toDate('{ten_days}') AS first_day,
    entries AS (
        SELECT customer_id, toUnixTimestamp64Milli(assumeNotNull(event_time)) AS at, (event_time, log_offset) AS place, toInt64(abs(assumeNotNull(signed))) AS fen,
            coalesce(op_in, false) AS came
        FROM txn FINAL
        WHERE customer_id IN {customers} AND day >= first_day AND day <= toDate('{day}') AND (op_in OR op_out) AND NOT reversal
            AND coalesce(status, '') != 'TAKEN_BACK' AND assumeNotNull(signed) != 0
    ),
    spans AS (
        SELECT customer_id, came, at, sum(fen) OVER (PARTITION BY customer_id, came ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS upto, upto - fen AS since
        FROM entries
    ),
    before AS (
        SELECT customer_id, greatest(0, argMax(assumeNotNull(bal), day) - sum(assumeNotNull(op_in)) + sum(assumeNotNull(op_out))) AS held
        FROM customer_day FINAL WHERE customer_id IN {customers} AND day >= first_day AND day <= toDate('{day}') GROUP BY customer_id
    ),
    ins AS (
        SELECT s.customer_id AS customer_id, s.at AS at, s.since + held AS since, s.upto + held AS upto
        FROM spans AS s INNER JOIN before AS b ON b.customer_id = s.customer_id
        WHERE came
    ),
    outs AS (
        SELECT customer_id, at, since, upto FROM spans WHERE NOT came
        UNION ALL SELECT customer_id, {end_of_day} AS at, max(if(spans.came, 0, spans.upto)) AS since, toInt64(9000000000000000000) AS upto FROM spans GROUP BY customer_id
    )
SELECT i.customer_id AS customer_id,
    toInt64(quantileExactWeighted(0.5)(intDiv(greatest(o.at - i.at, 0), 3600000), toUInt64(greatest(0, least(i.upto, o.upto) - greatest(i.since, o.since))))) AS stays_hours
FROM ins AS i INNER JOIN outs AS o ON o.customer_id = i.customer_id
WHERE least(i.upto, o.upto) > greatest(i.since, o.since)
GROUP BY i.customer_id
