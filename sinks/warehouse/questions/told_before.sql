-- When a rule last found something of a customer before a day: what lasts is told when it begins.
SELECT max(day) AS day FROM finding FINAL
WHERE customer_id = {customer} AND rule_id = {rule} AND day < toDate({day}) AND state = 'open' AND audience IN {audiences}
HAVING count() > 0
