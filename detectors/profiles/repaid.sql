-- joined to frame: profile · reads txn · OUT-05 trap: what loans have taken out of the accounts in 60 days, drawdowns taken off
SELECT customer_id, toInt64(greatest(0, -sum(assumeNotNull(signed)))) AS loan_repaid_60
FROM txn FINAL
WHERE business IN ('repayment', 'drawdown') AND day > toDate('{day}') - 60 AND day <= toDate('{day}')
GROUP BY customer_id
