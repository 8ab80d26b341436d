-- the alerts of those findings
INSERT INTO alert (customer_id, alert_id, rule_id, object_id, severity, state, audience, title_zh, title_en, money_at_stake, first_fact_time, version)
SELECT customer_id, finding_id, rule_id, object_id, severity, 'open', 'normal', '一句话', 'a sentence', money_at_stake, toUnixTimestamp64Milli(assumeNotNull(event_time)), 1 FROM finding
