-- one customer's own facts, with whose it is (/v1/customers/{id}: customer)
WITH
-- part: customer
    ,
-- part: owner
SELECT
    k.customer_id AS customer_id, k.name AS name, k.uscc AS uscc, k.tier AS tier, k.industry AS industry, k.ownership AS ownership,
    k.size AS size, k.region AS region, o.owner_name AS owner_name, o.rm_id AS owner, o.org_id AS org_id, k.est_date AS est_date,
    k.reg_capital AS reg_capital
FROM known AS k LEFT JOIN owner AS o ON o.customer_id = k.customer_id
