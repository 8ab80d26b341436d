-- a customer's account entries of two years · reads txn · interest and fees are the bank's doing, not the customer's
SELECT
    customer_id,
    countIf(own AND d > today - 30) AS own_30, countIf(own AND d > today - 180) AS own_180, maxIf(d, own) AS last_own_day,
    countIf(d > today - 30) AS n_30, countIf(own AND d > today - 90) AS own_90,
    countIf(channel = '银企直联' AND d > today - 30) AS direct_30,
    sumMapIf([channel], [toUInt64(1)], own AND channel != '' AND d > today - 90) AS channels,
    sumMapIf([hour], [toUInt64(1)], own AND d > today - 90) AS hours,
    countIf(own AND month_end AND d > today - 90) AS month_end_90,
    sumForEach(arrayMap(week -> toInt64(own AND d <= today - 7 * week AND d > today - 7 * week - 7), range(0, 12))) AS weeks,
    countIf(xb AND d > today - 180) AS cross_border_180, countIf(xb) AS cross_border_730, countIf(fx AND d > today - 180) AS fx_180,
    countIf(tax AND d > today - 40) AS tax_n_40, countIf(payroll AND d > today - 40) AS payroll_n_40, countIf(wealth AND d > today - 90) AS wealth_90,
    sumIf(amount, business = 'bill' AND d > today - 180) AS bills_180, sumIf(amount, operating AND d > today - 180) AS settled_180,
    countIf(pool AND d > today - 30) AS sweeps_30
FROM (
    SELECT
        customer_id, toInt64(toDate32('{day}')) AS today, toInt64(day) AS d, coalesce(business, '') AS business, coalesce(txn.channel, '') AS channel,
        abs(assumeNotNull(signed)) AS amount, business NOT IN ('interest', 'fee', 'returned') AS own, coalesce(cross_border, false) AS xb,
        business = 'fx' AS fx, business = 'tax' AS tax, business = 'payroll' AS payroll, business IN ('wealth_buy', 'wealth_redeem') AS wealth,
        business = 'sweep' AS pool, coalesce(op_in OR op_out, false) AS operating, toUInt8(toHour(assumeNotNull(event_time), 'Asia/Shanghai')) AS hour,
        toDayOfMonth(addDays(day, 5)) <= 5 AS month_end
    FROM txn FINAL
    WHERE day <= toDate32('{day}') AND day > toDate32('{day}') - 730 AND NOT reversal AND signed != 0 AND customer_id != '' AND {customers}
)
GROUP BY customer_id
