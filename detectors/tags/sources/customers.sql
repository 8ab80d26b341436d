-- a customer's own record as last stated · reads customer
SELECT
    customer_id, coalesce(name, '') AS name, coalesce(uscc, '') AS uscc, coalesce(tier, '') AS tier, upper(coalesce(industry, '')) AS industry,
    coalesce(ownership, '') AS ownership, coalesce(size, '') AS size, coalesce(institution_class, '') AS institution_class,
    coalesce(listed_code, '') AS listed_code, coalesce(is_trade_list, false) AS is_trade_list, coalesce(controller, '') AS controller,
    coalesce(group_id, '') AS group_id, coalesce(revenue, 0) AS revenue, coalesce(employees, 0) AS employees, customer.est_date IS NOT NULL AS has_est_date,
    coalesce(est_date, toDate32('1970-01-01')) AS est_date
FROM customer FINAL
WHERE day <= toDate32('{day}') AND customer_id != '' AND {customers}
ORDER BY event_time DESC, log_offset DESC LIMIT 1 BY customer_id
