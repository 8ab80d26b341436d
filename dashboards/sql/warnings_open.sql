-- alerts that stand open, the gravest and oldest first
WITH RECURSIVE
-- part: scope
    ,
-- part: customers
    ,
-- part: standing
SELECT severity, rule, customer_id AS customer, title, money_at_stake / 100 AS at_stake, since_when AS since_when, alert_id AS alert
FROM standing ORDER BY severity, since_when LIMIT 200
