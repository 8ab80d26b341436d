-- frame: profile · reads customer_day, account · DOMAIN §0.2, OPP-01 02, OUT-02 04 05 08, RSK-08
-- A customer-day row holds from its day until the customer's next one: averages weigh each balance by the days it held.
-- {day}: the day that is closed. Windows end with it. Averages are cut to whole fen.
-- A quarter is known (OUT-08) of whom was ours when it began: who had moved, or had an account while the bank's records ran. Nobody must move on its first day.
-- bal_8_of_10 (RSK-08): what it held at most at the end of eight of the last ten business days.
-- pace (OUT-05): fast, a quarter gone inside ten days; slow, weekly means that fall for six weeks; of the days of 120.
WITH
    toInt64(toDate('{day}')) AS D,
    toInt64(toDate('{quarter}')) AS Q, toInt64(toDate('{previous}')) AS PQ, toInt64(toDate('{last_year}')) AS LYQ,
    D - Q AS elapsed,
    toInt64(toDate('{ten_days}')) AS TEN,
    rows AS (
        -- a sum over no rows is nothing, not unknown: who has not moved for a month owes no wages, and who has stopped settling has settled 0
        SELECT customer_id, toInt64(day) AS d, assumeNotNull(bal) AS bal, assumeNotNull(op_in) AS op_in, assumeNotNull(op_out) AS op_out,
            assumeNotNull(n_op_in) AS n_op_in, assumeNotNull(n_op_out) AS n_op_out, assumeNotNull(out_same) AS out_same,
            assumeNotNull(in_same) AS in_same, assumeNotNull(tax) AS tax, assumeNotNull(payroll) AS payroll
        FROM customer_day FINAL WHERE day <= toDate('{day}') AND day > toDate('{day}') - 800
    ),
    held AS (
        SELECT customer_id, d, bal, op_in, op_out, n_op_in, n_op_out, out_same, in_same, tax, payroll,
            leadInFrame(d, 1, toInt64(1000000)) OVER w AS next,
            sum(op_out - op_in) OVER (PARTITION BY customer_id ORDER BY d RANGE BETWEEN 4 PRECEDING AND CURRENT ROW) AS net_5
        FROM rows
        WINDOW w AS (PARTITION BY customer_id ORDER BY d ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    ),
    sums AS (
        SELECT
            customer_id,
            min(d) AS first_day, max(d) AS last_day,
            D - first_day + 1 AS history_days,
            argMax(bal, d) AS balance,
            groupArray(d) AS days, groupArray(bal) AS bals,
            sum(bal * greatest(0, least(next, D + 1) - greatest(d, D - 6))) AS s7,
            sum(bal * greatest(0, least(next, D + 1) - greatest(d, D - 29))) AS s30,
            sum(bal * greatest(0, least(next, D + 1) - greatest(d, D - 89))) AS s90,
            sum(bal * greatest(0, least(next, D - 30) - greatest(d, D - 120))) AS s_prior,
            sum(greatest(0, least(next, D - 30) - greatest(d, D - 120))) AS n_prior,
            quantileExactWeightedIf(0.5)(bal, toUInt64(greatest(0, least(next, D - 30) - greatest(d, D - 120))), next > D - 120 AND d < D - 30) AS med_prior,
            sum(bal * greatest(0, least(next, D - 364) - greatest(d, D - 394))) AS s_last_year,
            sum(greatest(0, least(next, D - 364) - greatest(d, D - 394))) AS n_last_year,
            sumIf(op_out, d > D - 180) AS out_180,
            sumIf(op_in, d >= TEN) AS in_10, sumIf(op_out, d >= TEN) AS out_10,
            greatest(0, maxIf(net_5, d > D - 180)) AS run_off,
            sumIf(tax + payroll, d > D - 30) AS dues_30,
            sumIf(op_out, d >= Q) AS qtd_out_amt, sumIf(n_op_out, d >= Q) AS qtd_out_n,
            sumIf(op_in, d >= Q) AS qtd_in_amt, sumIf(n_op_in, d >= Q) AS qtd_in_n,
            sumIf(op_out, d >= PQ AND d <= PQ + elapsed) AS prevq_out_amt, sumIf(n_op_out, d >= PQ AND d <= PQ + elapsed) AS prevq_out_n,
            sumIf(op_in, d >= PQ AND d <= PQ + elapsed) AS prevq_in_amt, sumIf(n_op_in, d >= PQ AND d <= PQ + elapsed) AS prevq_in_n,
            sumIf(op_out, d >= LYQ AND d <= LYQ + elapsed) AS ly_out, sumIf(n_op_out, d >= LYQ AND d <= LYQ + elapsed) AS ly_out_n,
            sumIf(op_in, d >= LYQ AND d <= LYQ + elapsed) AS ly_in, sumIf(n_op_in, d >= LYQ AND d <= LYQ + elapsed) AS ly_in_n,
            sumIf(out_same - in_same, d > D - 30) AS net_out_same_30,
            countIf(out_same > 0 AND d > D - 30) AS out_same_days_30,
            sumForEachIf(arrayMap(back -> bal * greatest(0, least(next, D + 1 - back) - greatest(d, D - 6 - back)), [0, 7, 14, 21, 28, 35, 42, 10]), d > D - 120) AS w
        FROM held GROUP BY customer_id
    ),
    accounts AS (
        SELECT customer_id AS owner, toInt64(min(coalesce(open_date, day))) AS opened FROM account FINAL WHERE day <= toDate('{day}') GROUP BY customer_id
    ),
    known AS (
        SELECT s.*, least(first_day, greatest(ifNull(a.opened, first_day), min(first_day) OVER ())) AS known_from
        FROM sums AS s LEFT JOIN accounts AS a ON a.owner = s.customer_id
        SETTINGS join_use_nulls = 1
    )
SELECT
    s.customer_id AS customer_id,
    s.history_days AS history_days,
    s.balance AS bal,
    intDiv(s7, least(7, history_days)) AS avg_7,
    intDiv(s30, least(30, history_days)) AS avg_30,
    intDiv(s90, least(90, history_days)) AS avg_90,
    if(n_prior > 0, intDiv(s_prior, n_prior), NULL) AS avg_90_prior,
    if(n_prior > 0, med_prior, NULL) AS med_90_prior,
    if(n_last_year = 30, intDiv(s_last_year, 30), NULL) AS avg_30_last_year,
    intDiv(out_180 * 30, least(180, history_days)) AS avg_monthly_op_out,
    run_off + dues_30 AS need_operating,
    s.balance - need_operating AS excess,  -- less what may not be moved (regulated.sql)
    toInt64(arraySort(arrayMap(b -> -(arrayLast((v, x) -> x <= b, bals, days)), {business_days}))[10]) * -1 - need_operating AS excess_10_of_15,
    toInt64(elapsed + 1) AS quarter_days,
    toInt64(qtd_out_amt) AS qtd_out_amt, toInt64(qtd_out_n) AS qtd_out_n, toInt64(qtd_in_amt) AS qtd_in_amt, toInt64(qtd_in_n) AS qtd_in_n,
    if(known_from <= PQ, toInt64(prevq_out_amt), NULL) AS prevq_out_amt, if(known_from <= PQ, toInt64(prevq_out_n), NULL) AS prevq_out_n,
    if(known_from <= PQ, toInt64(prevq_in_amt), NULL) AS prevq_in_amt, if(known_from <= PQ, toInt64(prevq_in_n), NULL) AS prevq_in_n,
    if(known_from <= LYQ, toInt64(ly_out), NULL) AS lyq_out_amt, if(known_from <= LYQ, toInt64(ly_out_n), NULL) AS lyq_out_n,
    if(known_from <= LYQ, toInt64(ly_in), NULL) AS lyq_in_amt, if(known_from <= LYQ, toInt64(ly_in_n), NULL) AS lyq_in_n,
    toInt64(in_10) AS op_in_10, toInt64(out_10) AS op_out_10,
    arraySort(arrayMap(b -> arrayLast((v, x) -> x <= b, bals, days), arraySlice({business_days}, 1, 10)))[8] AS bal_8_of_10,
    toInt64(net_out_same_30) AS net_out_same_30, toInt64(out_same_days_30) AS out_same_days_30,
    if(last_day <= D - 120, NULL, multiIf(w[1] * 4 <= w[8] * 3, 'fast', arrayAll(k -> w[k] < w[k + 1], range(1, 7)), 'slow', '')) AS pace
FROM known AS s
