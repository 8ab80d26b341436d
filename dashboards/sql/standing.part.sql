    -- alerts that stand open: not taken back, not expired, nobody has closed them; of the audiences normal and risk, never of the
    -- anti-money-laundering desk (DOMAIN §0.1.5)
    standing AS (
        SELECT alert_id, customer_id, coalesce(rule_id, '') AS rule, coalesce(severity, '') AS severity, coalesce(title_zh, '') AS title, money_at_stake,
            fromUnixTimestamp64Milli(assumeNotNull(first_fact_time)) AS since_when
        FROM alert FINAL
        WHERE coalesce(audience, 'aml') IN ('normal', 'risk') AND state = 'open'
            AND alert_id NOT IN (SELECT assumeNotNull(alert_id) FROM task_event FINAL WHERE state IN ('closed', 'expired', 'retracted') AND alert_id IS NOT NULL)
            AND (org = '' OR customer_id IN (SELECT customer_id FROM mine))
    ),
    (SELECT fromUnixTimestamp64Milli(max(assumeNotNull(first_fact_time))) FROM alert WHERE coalesce(audience, 'aml') IN ('normal', 'risk')) AS latest
