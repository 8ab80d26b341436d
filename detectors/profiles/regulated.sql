-- joined to frame: profile · reads txn, account · OPP-02: money that may not be moved is not idle
-- What such accounts held as last stated, and what has moved since.
SELECT customer_id, sum(held) AS regulated_bal FROM (
    SELECT customer_id, account_no, maxIf(place, bal_after IS NOT NULL) AS stated,
        argMaxIf(assumeNotNull(bal_after), place, bal_after IS NOT NULL)
            + arraySum((moved, at) -> if(at > stated, moved, 0), groupArray(signed), groupArray(place)) AS held
    FROM (
        SELECT customer_id, account_no, bal_after, assumeNotNull(txn.signed) AS signed, (assumeNotNull(event_time), assumeNotNull(log_offset)) AS place
        FROM txn FINAL WHERE day <= toDate('{day}') AND account_no IN (
            SELECT account_no FROM account WHERE day <= toDate('{day}')
                AND sub_type IN ('预售监管', '保证金', '财政零余额', '财政专户', '募集专户', '农民工工资')
        )
    ) GROUP BY customer_id, account_no
) GROUP BY customer_id
