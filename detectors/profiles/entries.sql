-- joined to frame: profile · reads txn · what a customer's entries of two months say
-- OUT-05 trap: what loans have taken out of the accounts in 60 days, drawdowns taken off.
-- OUT-02 (b): the largest same-name or fiscal outflow of the day. OUT-04: where that went in 30 days,
-- to whom most; of several alike the first in the alphabet.
WITH
    ifNull(business IN ('repayment', 'drawdown'), false) AND day > toDate('{day}') - 60 AS loan,
    ifNull(((same_name AND other_bank) OR cp_kind = 'treasury') AND cdt_dbt = 'DBIT' AND NOT reversal AND coalesce(status, '') != 'TAKEN_BACK'
        AND business NOT IN ('payroll', 'tax', 'sweep') AND day > toDate('{day}') - 30, false) AS away,
    toUInt64(abs(assumeNotNull(signed))) AS size,
    sumMapIf([coalesce(cp_bank_entity, '?')], [size], away) AS banks,
    sumMapIf([substring(coalesce(cp_bank_code, '?'), 1, 3)], [size], away) AS classes
SELECT
    customer_id,
    toInt64(maxIf(-signed, away AND day = toDate('{day}') AND signed < 0)) AS largest_out_same_day,
    if(empty(banks.1), NULL, arraySort((name, sum) -> (-toInt64(sum), name), banks.1, banks.2)[1]) AS out_same_top_bank,
    if(empty(classes.1), NULL, arraySort((name, sum) -> (-toInt64(sum), name), classes.1, classes.2)[1]) AS out_same_top_class,
    if(countIf(loan) > 0, toInt64(greatest(0, -sumIf(assumeNotNull(signed), loan))), NULL) AS loan_repaid_60
FROM txn FINAL
WHERE day > toDate('{day}') - 60 AND day <= toDate('{day}') AND (loan OR away)
GROUP BY customer_id
