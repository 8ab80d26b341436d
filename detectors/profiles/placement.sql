-- joined to frame: profile · reads tender · DOMAIN OUT-02 (d): today's call for banks that are to keep the customer's deposits
SELECT customer_id, any(project_no) AS placement_tender FROM tender FINAL
WHERE day = toDate('{day}') AND stage = '公告' AND winner_uscc IS NULL
    AND (category = '资金存放' OR match(coalesce(title, ''), '竞争性存放|资金存放|开户银行|代理银行')) GROUP BY customer_id
