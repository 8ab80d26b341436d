-- a customer's accounts as last stated · reads account
SELECT
    customer_id, countIf(NOT closed) AS accounts_open, count() AS accounts_ever, countIf(NOT closed AND type = '基本户') AS basic_accounts,
    min(coalesce(open_date, day)) AS first_open
FROM (
    SELECT *, coalesce(status, '') = '销户' OR coalesce(close_date, toDate32('2299-12-31')) <= toDate32('{day}') AS closed FROM account FINAL
    WHERE day <= toDate32('{day}') ORDER BY event_time DESC, log_offset DESC LIMIT 1 BY account_no
)
WHERE customer_id != '' AND {customers}
GROUP BY customer_id
