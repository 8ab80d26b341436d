-- joined to frame: profile · reads finding · OUT-04 trap: what OUT-01 has followed out of the bank in 30 days
SELECT customer_id, sum(amount) AS traced_out_same_30 FROM (
    SELECT customer_id, object_id, argMax(money_at_stake, version) AS amount FROM finding FINAL
    WHERE rule_id = 'OUT-01' AND state = 'open' AND day > toDate('{day}') - 30 AND day <= toDate('{day}') GROUP BY customer_id, object_id
) GROUP BY customer_id
