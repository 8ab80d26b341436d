-- frame: due · reads contract, customer_day, txn · DOMAIN MAT-01 03 04 05
-- A close is read the next morning: days to maturity count from then. {ahead}: those that some rule asks for; {behind}: maturities that lie exactly three business days back.
-- A customer's contracts, balances and payers are put side by side as arrays, each table read once: ClickHouse runs a WITH anew wherever it is named.
WITH
    toInt64(toDate('{day}')) AS D,
    concerned AS (SELECT customer_id FROM contract WHERE object IN ('deposit', 'loan', 'schedule') AND coalesce(maturity, due_date) IN {due_dates}),
    contracts AS (
        SELECT customer_id, contract_no, if(object = 'schedule', 'instalment', object) AS thing,
            argMax(tuple(kind, coalesce(principal, principal_due, amount), outstanding, interest_due, coalesce(maturity, due_date), coalesce(auto_renew, false),
                coalesce(pledge_flag, false), coalesce(extension_approved, false), coalesce(renewal_approved_amount, 0),
                if(object = 'schedule' AND paid, 'repaid', coalesce(status, 'live')), start, renewed_from, day),
                (event_time, log_offset)) AS v
        FROM contract FINAL
        WHERE object IN ('deposit', 'loan', 'schedule', 'bill') AND day <= toDate('{day}') AND customer_id IN (SELECT customer_id FROM concerned)
        GROUP BY customer_id, contract_no, object
    ),
    held AS (
        SELECT customer_id,
            groupArray(tuple(contract_no, thing, v.1, coalesce(v.2, 0), coalesce(v.3, v.2, 0), coalesce(v.4, 0), toInt64(coalesce(v.5, toDate(0))), v.6, v.7, v.8, v.9,
                v.10, toInt64(coalesce(v.11, toDate(0))), coalesce(v.12, ''), toInt64(assumeNotNull(v.13)))
                ::Tuple(contract_no String, object String, kind Nullable(String), principal Int64, outstanding Int64, interest_due Int64, maturity Int64,
                    auto_renew Bool, pledge_flag Bool, extension_approved Bool, unused_limit Int64, status String, start Int64, renewed_from String, stated Int64)) AS open
        FROM contracts GROUP BY customer_id
    ),
    balances AS (
        SELECT customer_id, groupArray(toInt64(day)) AS days, groupArray(bal) AS bals, groupArray(op_in - op_out) AS ops FROM (
            SELECT customer_id, day, bal, op_in, op_out FROM customer_day FINAL
            WHERE day <= toDate('{day}') AND customer_id IN (SELECT customer_id FROM concerned) ORDER BY customer_id, day
        ) GROUP BY customer_id
    ),
    entries AS (
        -- `inside`: moved to wealth inside the bank, or a loan repaid with it: not lost (MAT-03 traps)
        SELECT customer_id, cp_name, groupArrayIf((toInt64(day), -assumeNotNull(signed)), business IN ('wealth_buy', 'repayment')) AS inside,
            op_in AND NOT reversal AND coalesce(status, '') != 'TAKEN_BACK' AS credit, toInt64(countIf(credit)) AS times, toInt64(maxIf(day, credit)) AS last_day, toInt64(minIf(day, credit)) AS first_day,
            intDiv(sumIf(assumeNotNull(signed), credit), greatest(1, times)) AS usual, uniqExactIf(intDiv(D - toInt64(day), 30), credit) AS spans
        FROM txn FINAL
        WHERE day > toDate('{day}') - 90 AND day <= toDate('{day}') AND customer_id IN (SELECT customer_id FROM concerned)
            AND (credit OR business IN ('wealth_buy', 'repayment'))
        GROUP BY customer_id, cp_name, credit
    ),
    moves AS (
        -- `payers`: who has paid in each of the last three 30-day spans is expected to go on in its own rhythm
        SELECT customer_id, groupArrayArray(inside) AS inside,
            groupArrayIf((usual, last_day, greatest(1, intDiv(last_day - first_day, greatest(1, times - 1)))), spans = 3) AS payers
        FROM entries GROUP BY customer_id
    ),
    due AS (
        SELECT customer_id, open, days, bals, ops, inside, payers,
            -- how many days before earlier loans fell due the money for them was there, and stayed (MAT-05 trap: funded on the day)
            arrayFilter(o -> o.object = 'loan' AND o.status = 'repaid' AND o.maturity <= D AND o.maturity > D - 730 AND notEmpty(days), open) AS repaid,
            arrayMap(o -> arrayFirst(d -> d > arrayLast((d, b) -> d < o.maturity AND b < o.principal, days, bals), days), repaid) AS funded,
            arraySort(arrayMap((o, f) -> if(f > 0, greatest(0, o.maturity - f), 0), repaid, funded)) AS habit,
            arrayJoin(arrayFilter(
                o -> o.object != 'bill' AND (o.maturity - D - 1 IN {ahead} AND o.status = 'live')
                    OR (o.object = 'deposit' AND o.maturity IN {behind_days} AND o.status != 'cancelled' AND NOT (o.status = 'redeemed' AND o.stated < o.maturity)),
                open)) AS one
        FROM held LEFT JOIN balances USING (customer_id) LEFT JOIN moves USING (customer_id)
    )
SELECT
    customer_id, one.contract_no AS contract_no, one.object AS object, one.kind AS kind, one.status AS status, toDate(one.maturity) AS due_date,
    one.maturity - D - 1 AS days_to_due,
    toInt64(if(one.maturity IN {behind_days}, 3, -1)) AS bd_since_due,
    if(object = 'deposit', one.principal, one.outstanding + one.interest_due) AS amount,
    one.outstanding AS outstanding, one.auto_renew AS auto_renew, one.pledge_flag AS pledge_flag, one.extension_approved AS extension_approved,
    bals[length(bals)] AS available_balance,
    -- confirmed: a term deposit that matures, a bill that falls due
    arraySum(o -> if(o.object IN ('deposit', 'bill') AND o.status = 'live' AND NOT o.auto_renew AND NOT o.pledge_flag AND o.maturity <= one.maturity AND o.maturity > D,
        o.principal, 0), open) AS maturing,
    arraySum(p -> p.1 * greatest(0, intDiv(one.maturity - p.2, p.3)), payers) AS forecast,
    toInt64(if(object = 'loan', maturing + intDiv(forecast * 7, 10), 0)) AS confirmed_inflow,
    one.unused_limit AS unused_limit,
    toInt64(length(habit)) AS funded_times,
    if(funded_times > 0, habit[intDiv(funded_times + 1, 2)], NULL) AS funded_days_before_median,
    toInt64(if(object = 'deposit', arraySum(o -> if(o.object = 'deposit' AND o.contract_no != one.contract_no AND o.start >= one.maturity
        AND o.renewed_from IN ('', one.contract_no), o.principal, 0), open), 0)) AS renewed_amount,
    renewed_amount / greatest(amount, 1) AS renewed_share,
    if(object = 'deposit', arraySum(i -> if(i.1 >= one.maturity, i.2, 0), inside), 0) AS kept_inside,
    toInt64(available_balance + renewed_amount + kept_inside - arrayLast((v, d) -> d < one.maturity, bals, days) - amount) AS balance_change_since_due,
    toInt64(balance_change_since_due - arraySum((v, d) -> if(d >= one.maturity, v, 0), ops, days)) AS moved_since_due
FROM due
