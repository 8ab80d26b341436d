-- joined to frame: profile · reads account · DOMAIN OUT-02 (c): an account that is closed today, or to be closed or moved
SELECT customer_id, any(account_no) AS closing_account FROM account FINAL
WHERE day = toDate('{day}') AND status IN ('销户', '申请销户', '申请转户') GROUP BY customer_id
