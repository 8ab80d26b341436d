-- operating money that came in, by whole month of the last 26, and how far it repeats after twelve · reads customer_day
-- The autocorrelation of lag 12: what a month says of the same month a year later, beside the spread of all of them.
SELECT customer_id, monthly, length(monthly) AS whole_months, arrayAvg(monthly) AS mean,
    arraySum(arrayMap((a, b) -> (a - mean) * (b - mean), arraySlice(monthly, 1, greatest(0, length(monthly) - 12)), arraySlice(monthly, 13)))
        / greatest(1, length(monthly) - 12) AS together,
    arrayAvg(arrayMap(a -> (a - mean) * (a - mean), monthly)) AS spread
FROM (
    SELECT customer_id, arraySlice(sumForEach(arrayMap(back -> toFloat64(came) / 100 * (age = back), range(1, 27))), 1, max(age)) AS monthly
    FROM (
        SELECT customer_id, coalesce(op_in, 0) AS came, dateDiff('month', toDate(day), addDays(toDate('{day}'), 1)) AS age
        FROM customer_day FINAL WHERE day <= toDate32('{day}') AND day > toDate32('{day}') - 800 AND customer_id != '' AND {customers}
    )
    GROUP BY customer_id
)
