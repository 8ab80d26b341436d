-- ids that part everybody into spans of {most} customers; who is in neither table lies in one of them all the same
SELECT customer_id FROM (
    SELECT customer_id, row_number() OVER (ORDER BY customer_id) AS place
    FROM (SELECT customer_id FROM customer UNION DISTINCT SELECT customer_id FROM account)
)
WHERE place % {most} = 0 ORDER BY customer_id
