-- a customer's days of the last {days} days, and the one before them that says how they begin
SELECT day, bal, in_amt, out_amt FROM customer_day FINAL
WHERE customer_id = {customer} AND day <= toDate32({day}) AND day >= (
    SELECT coalesce(maxOrNull(d.day), toDate32('1970-01-01')) FROM customer_day AS d
    WHERE d.customer_id = {customer} AND d.day <= toDate32({day}) - {days}
)
ORDER BY day
