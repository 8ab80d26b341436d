-- most of them were closed the day after
INSERT INTO task_event (customer_id, event_id, alert_id, state, result_code, audience, severity, at, due_at, version)
SELECT customer_id, concat('t', alert_id), alert_id, 'closed', '有效-已落地', 'normal', severity, fromUnixTimestamp64Milli(assumeNotNull(first_fact_time) + 90000000), first_fact_time + 172800000, 1
FROM alert WHERE cityHash64(alert_id) % 10 < 9
