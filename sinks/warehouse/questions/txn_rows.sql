-- A customer's entries of a day, whole: what a rule on entries looked at.
SELECT * FROM txn FINAL WHERE customer_id = {customer} AND day = toDate({day}) ORDER BY amount DESC LIMIT 20
