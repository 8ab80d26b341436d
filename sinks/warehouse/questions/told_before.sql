-- When a rule last found something of a customer before a day: what lasts is told when it begins.
SELECT max(f.day) AS day FROM finding AS f FINAL
WHERE customer_id = {customer} AND rule_id = {rule} AND f.day < toDate({day}) AND state = 'open' AND audience IN {audiences}
HAVING count() > 0
