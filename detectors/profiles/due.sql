-- frame: due · reads contract, customer_day, txn · DOMAIN MAT-01 03 04 05
-- A close is read the next morning: days to maturity count from then. {ahead}: those that some rule asks for; {behind}: maturities that lie exactly three business days back.
WITH
    contracts AS (
        SELECT customer_id, contract_no, object,
            argMax(tuple(kind, coalesce(principal, principal_due, amount), outstanding, interest_due, coalesce(maturity, due_date), coalesce(auto_renew, false),
                coalesce(pledge_flag, false), coalesce(extension_approved, false), coalesce(renewal_approved_amount, 0),
                if(object = 'schedule' AND paid, 'repaid', coalesce(status, 'live')), start, renewed_from, day),
                (event_time, log_offset)) AS v
        FROM contract FINAL WHERE object IN ('deposit', 'loan', 'schedule', 'bill') AND day <= toDate('{day}') GROUP BY customer_id, contract_no, object
    ),
    open AS (
        SELECT customer_id, contract_no, if(object = 'schedule', 'instalment', object) AS object, v.1 AS kind, coalesce(v.2, 0) AS principal,
            coalesce(v.3, v.2, 0) AS outstanding, coalesce(v.4, 0) AS interest_due, v.5 AS maturity, v.6 AS auto_renew, v.7 AS pledge_flag,
            v.8 AS extension_approved, v.9 AS unused_limit, v.10 AS status, v.11 AS start, v.12 AS renewed_from, v.13 AS stated
        FROM contracts
    ),
    due AS (
        SELECT * FROM open WHERE object != 'bill' AND (toInt64(maturity) - toInt64(toDate('{day}')) - 1 IN {ahead} AND status = 'live')
            OR (object = 'deposit' AND maturity IN {behind} AND status != 'cancelled' AND NOT (status = 'redeemed' AND stated < maturity))
    ),
    balances AS (
        SELECT customer_id, groupArray(toInt64(day)) AS days, groupArray(bal) AS bals, groupArray(op_in - op_out) AS ops FROM (
            SELECT customer_id, day, bal, op_in, op_out FROM customer_day FINAL
            WHERE day <= toDate('{day}') AND customer_id IN (SELECT customer_id FROM due) ORDER BY customer_id, day
        ) GROUP BY customer_id
    ),
    maturing AS (
        -- confirmed: a term deposit that matures, a bill that falls due
        SELECT due.customer_id AS customer_id, due.contract_no AS contract_no, sum(open.principal) AS inflow
        FROM due INNER JOIN open ON open.customer_id = due.customer_id
        WHERE due.object = 'loan' AND open.object IN ('deposit', 'bill') AND open.status = 'live' AND NOT open.auto_renew AND NOT open.pledge_flag
            AND open.maturity <= due.maturity AND open.maturity > toDate('{day}')
        GROUP BY due.customer_id, due.contract_no
    ),
    renewed AS (
        SELECT due.customer_id AS customer_id, due.contract_no AS contract_no,
            sum(if(open.renewed_from = due.contract_no OR (open.renewed_from IS NULL AND open.start >= due.maturity), open.principal, 0)) AS amount
        FROM due INNER JOIN open ON open.customer_id = due.customer_id
        WHERE due.object = 'deposit' AND open.object = 'deposit' AND open.contract_no != due.contract_no AND open.start >= due.maturity
        GROUP BY due.customer_id, due.contract_no
    ),
    inside AS (
        -- moved to wealth inside the bank, or a loan repaid with it: not lost (MAT-03 traps)
        SELECT due.customer_id AS customer_id, due.contract_no AS contract_no, sum(-t.signed) AS amount
        FROM due INNER JOIN txn AS t ON t.customer_id = due.customer_id
        WHERE due.object = 'deposit' AND t.business IN ('wealth_buy', 'repayment') AND t.day >= due.maturity AND t.day <= toDate('{day}')
        GROUP BY due.customer_id, due.contract_no
    ),
    payers AS (
        -- a payer of each of the last three 30-day spans is expected to go on in its own rhythm
        SELECT customer_id, cp_name, intDiv(sum(assumeNotNull(signed)), count()) AS usual, toInt64(max(day)) AS last_day,
            greatest(1, intDiv(last_day - toInt64(min(day)), greatest(1, toInt64(count()) - 1))) AS every,
            uniqExact(intDiv(toInt64(toDate('{day}')) - toInt64(day), 30)) AS spans
        FROM txn FINAL
        WHERE op_in AND NOT reversal AND coalesce(status, '') != 'TAKEN_BACK' AND day > toDate('{day}') - 90 AND day <= toDate('{day}')
            AND customer_id IN (SELECT customer_id FROM due WHERE object = 'loan')
        GROUP BY customer_id, cp_name HAVING spans = 3
    ),
    forecast AS (
        SELECT due.customer_id AS customer_id, due.contract_no AS contract_no,
            sum(p.usual * greatest(0, intDiv(toInt64(due.maturity) - p.last_day, p.every))) AS amount
        FROM due INNER JOIN payers AS p ON p.customer_id = due.customer_id WHERE due.object = 'loan'
        GROUP BY due.customer_id, due.contract_no
    ),
    habit AS (
        -- how many days before earlier loans fell due the money for them was there, and stayed (MAT-05 trap: funded on the day)
        SELECT p.customer_id AS customer_id, toInt64(count()) AS times,
            toInt64(quantileExactLow(0.5)(if(funded > 0, greatest(0, m - funded), 0))) AS days_before
        FROM (
            SELECT open.customer_id AS customer_id, toInt64(open.maturity) AS m,
                arrayLast((d, b) -> d < m AND b < open.principal, days, bals) AS short, arrayFirst(d -> d > short, days) AS funded
            FROM open INNER JOIN balances ON balances.customer_id = open.customer_id
            WHERE open.object = 'loan' AND open.status = 'repaid' AND open.maturity <= toDate('{day}') AND open.maturity > toDate('{day}') - 730
        ) AS p GROUP BY p.customer_id
    )
SELECT
    due.customer_id AS customer_id, due.contract_no AS contract_no, due.object AS object, due.kind AS kind, due.status AS status,
    due.maturity AS due_date,
    toInt64(toInt64(due.maturity) - toInt64(toDate('{day}')) - 1) AS days_to_due,
    toInt64(if(due.maturity IN {behind}, 3, -1)) AS bd_since_due,
    if(due.object = 'deposit', due.principal, due.outstanding + due.interest_due) AS amount,
    due.outstanding AS outstanding, due.auto_renew AS auto_renew, due.pledge_flag AS pledge_flag, due.extension_approved AS extension_approved,
    coalesce(bals[length(bals)], 0) AS available_balance,
    toInt64(coalesce(m.inflow, 0) + intDiv(coalesce(f.amount, 0) * 7, 10)) AS confirmed_inflow,
    due.unused_limit AS unused_limit,
    (available_balance + confirmed_inflow + unused_limit) / greatest(amount, 1) AS coverage,
    if(h.customer_id != '', h.days_before, NULL) AS funded_days_before_median, toInt64(coalesce(h.times, 0)) AS funded_times,
    toInt64(coalesce(r.amount, 0)) AS renewed_amount,
    renewed_amount / greatest(amount, 1) AS renewed_share,
    toInt64(available_balance + renewed_amount + coalesce(i.amount, 0) - arrayLast((v, d) -> d < toInt64(due.maturity), bals, days) - amount) AS balance_change_since_due,
    toInt64(balance_change_since_due - arraySum((v, d) -> if(d >= toInt64(due.maturity), v, 0), ops, days)) AS moved_since_due
FROM due
LEFT JOIN balances AS b ON b.customer_id = due.customer_id
LEFT JOIN maturing AS m ON m.customer_id = due.customer_id AND m.contract_no = due.contract_no
LEFT JOIN renewed AS r ON r.customer_id = due.customer_id AND r.contract_no = due.contract_no
LEFT JOIN inside AS i ON i.customer_id = due.customer_id AND i.contract_no = due.contract_no
LEFT JOIN forecast AS f ON f.customer_id = due.customer_id AND f.contract_no = due.contract_no
LEFT JOIN habit AS h ON h.customer_id = due.customer_id
