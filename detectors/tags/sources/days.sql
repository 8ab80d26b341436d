-- balances and flows of a customer's days · reads customer_day · DOMAIN §0.2
-- A row holds until the customer's next one: averages weigh each balance by the days it held. Windows end with the day, averages are cut to whole fen.
-- puffed_quarter_ends: quarter ends of the last year whose balance was puffed up and fell back (OUT-17; five business days are seven days here).
SELECT
    customer_id, toInt64(toDate('{day}')) AS today, today - min(d) + 1 AS history_days, argMax(b, d) AS bal,
    intDiv(sum(b * greatest(0, least(until, today + 1) - greatest(d, today - 29))), least(30, history_days)) AS avg_30,
    intDiv(sum(b * greatest(0, least(until, today + 1) - greatest(d, today - 89))), least(90, history_days)) AS avg_90,
    intDiv(sum(b * greatest(0, least(until, today + 1) - greatest(d, today - 364))), least(365, history_days)) AS avg_365,
    intDiv(sum(b * greatest(0, least(until, today - 30) - greatest(d, today - 120))), greatest(1, least(90, history_days - 31))) AS avg_base,
    if(history_days > 455, intDiv(sum(b * greatest(0, least(until, today - 364) - greatest(d, today - 454))), 90), 0) AS avg_90_last_year,
    sqrt(greatest(0, sum(pow(b / 100, 2) * greatest(0, least(until, today + 1) - greatest(d, today - 89))) / least(90, history_days) - pow(avg_90 / 100, 2)))
        / greatest(abs(avg_90) / 100, 0.01) AS variation_90,
    minIf(b, until > today - 89) AS lowest_90,
    -- the highest 90-day average of the last year, looked at every 30 days
    arrayMax(arrayMap((s, n) -> if(n >= 90, intDiv(s, 90), 0),
        sumForEach(arrayMap(back -> b * greatest(0, least(until, today - back + 1) - greatest(d, today - back - 89)), range(0, 276, 30))),
        sumForEach(arrayMap(back -> greatest(0, least(until, today - back + 1) - greatest(d, today - back - 89)), range(0, 276, 30))))) AS peak_90,
    sumIf(came, d > today - 365) AS op_in_365, sumIf(came, d > today - 90) AS op_in_90, sumIf(went, d > today - 90) AS op_out_90,
    sumIf(same, d > today - 90) AS out_same_90, sumIf(taxes, d > today - 365) AS tax_365, sumIf(taxes, d > today - 40) AS tax_40,
    sumIf(wages, d > today - 40) AS payroll_40,
    arraySort(groupArray((d, b))) AS path,
    arrayMap(back -> toInt64(toStartOfQuarter(addQuarters(toDate('{day}'), -back))) - 1, range(0, 4)) AS quarter_ends,
    sumForEach(arrayMap(back -> b * greatest(0, least(until, toInt64(toStartOfQuarter(addQuarters(toDate('{day}'), -back))) - 1)
        - greatest(d, toInt64(toStartOfQuarter(addQuarters(toDate('{day}'), -back))) - 31)), range(0, 4))) AS before_quarter_ends,
    arrayCount((q, s) -> today >= q + 7 AND min(d) <= q - 30
        AND arrayLast(t -> t.1 <= q, path).2 >= 1.3 * s / 30 AND arrayLast(t -> t.1 <= q, path).2 > s / 30
        AND arrayLast(t -> t.1 <= q, path).2 - arrayLast(t -> t.1 <= q + 7, path).2 >= 0.8 * (arrayLast(t -> t.1 <= q, path).2 - s / 30),
        quarter_ends, before_quarter_ends) AS puffed_quarter_ends
FROM (
    SELECT customer_id, toInt64(day) AS d, assumeNotNull(bal) AS b, coalesce(op_in, 0) AS came, coalesce(op_out, 0) AS went, coalesce(out_same, 0) AS same,
        coalesce(tax, 0) AS taxes, coalesce(payroll, 0) AS wages,
        leadInFrame(d, 1, toInt64(1000000)) OVER (PARTITION BY customer_id ORDER BY d ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS until
    FROM customer_day FINAL
    WHERE day <= toDate32('{day}') AND day > toDate32('{day}') - 800 AND customer_id != '' AND {customers}
)
GROUP BY customer_id
