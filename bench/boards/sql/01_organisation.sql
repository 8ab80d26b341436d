-- a head office, 40 branches, 800 teams, 5,000 RMs
INSERT INTO organisation (customer_id, day, event_id, event_time, object, id, parent_id, name, log_offset, version)
SELECT '', toDate32('2025-01-01'), id, toDateTime64('2025-01-01 00:00:00', 3, 'UTC'), object, id, parent, concat('机构', id), 0, 1 FROM (
    SELECT 'org' AS object, 'HO' AS id, CAST(NULL AS Nullable(String)) AS parent
    UNION ALL SELECT 'org', concat('B', toString(number)), 'HO' FROM numbers(40)
    UNION ALL SELECT 'org', concat('T', toString(number)), concat('B', toString(number % 40)) FROM numbers(800)
    UNION ALL SELECT 'rm', concat('R', toString(number)), concat('T', toString(number % 800)) FROM numbers(5000)
)
