-- asked when something was corrected · reads txn, customer_day · the sums of customer-days again from their entries, as the shard counts them; the
-- balance as it stands
SELECT d.customer_id AS customer_id, d.day AS day, d.bal AS bal, coalesce(d.restated, false) AS restated, d.version + 1 AS version, s.* EXCEPT (customer_id, day)
FROM (SELECT customer_id, day, bal, restated, version FROM customer_day FINAL WHERE customer_id IN {customers} AND day IN {days}) AS d
LEFT JOIN (  -- a day of whose entries none is left has sums of nothing
    SELECT customer_id, day,
        sumIf(moved, moved > 0) AS in_amt, -sumIf(moved, moved < 0) AS out_amt, sumIf(moved, op_in) AS op_in, -sumIf(moved, op_out) AS op_out,
        toInt64(countIf(moved > 0)) AS n_in, toInt64(countIf(moved < 0)) AS n_out, toInt64(countIf(e.op_in AND NOT reversal)) AS n_op_in,
        toInt64(countIf(e.op_out AND NOT reversal)) AS n_op_out, -sumIf(moved, away AND debit) AS out_same, sumIf(moved, away AND NOT debit) AS in_same,
        -sumIf(moved, out_ext) AS out_ext, -sumIf(moved, business = 'tax') AS tax, -sumIf(moved, business = 'payroll') AS payroll
    FROM (
        SELECT customer_id, day, assumeNotNull(signed) AS moved, coalesce(op_in, false) AS op_in, coalesce(op_out, false) AS op_out,
            coalesce(out_ext, false) AS out_ext, coalesce(reversal, false) AS reversal, coalesce(business, '') AS business,
            cdt_dbt = 'DBIT' AS debit, coalesce(same_name AND other_bank, false) AND business NOT IN ('payroll', 'tax', 'sweep') AS away
        FROM txn FINAL WHERE customer_id IN {customers} AND day IN {days} AND coalesce(status, '') != 'TAKEN_BACK'
            AND event_id NOT IN {gone}
    ) AS e GROUP BY customer_id, day
) AS s ON s.customer_id = d.customer_id AND s.day = d.day
