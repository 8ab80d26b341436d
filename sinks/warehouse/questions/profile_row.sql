-- What was normal for a customer at the end of a day, beside what the customer is.
SELECT p.*, c.tier AS tier, c.institution_class AS institution_class
FROM (SELECT * FROM profile FINAL WHERE customer_id = {customer} AND day = toDate({day})) AS p
LEFT JOIN (
    SELECT customer_id, argMax(tuple(tier), event_time).1 AS tier, argMax(tuple(institution_class), event_time).1 AS institution_class
    FROM customer WHERE customer_id = {customer} GROUP BY customer_id
) AS c ON c.customer_id = p.customer_id
