-- asked when something was corrected · reads txn · the entries that are named, by their id or their bank reference, and what stands in their place
SELECT * FROM txn FINAL WHERE customer_id IN {customers} AND day <= {day} AND (event_id IN {names} OR bank_ref IN {names} OR (op = 'U' AND original_ref IN {names}))
