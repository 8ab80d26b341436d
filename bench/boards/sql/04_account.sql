-- an account each
INSERT INTO account (customer_id, day, event_id, event_time, account_no, type, open_date, status, log_offset, version)
SELECT concat('C', leftPad(toString(number), 8, '0')), toDate32('2025-01-01'), concat('k', toString(number)), toDateTime64('2025-01-01 00:00:00', 3, 'UTC'),
    concat('6222', leftPad(toString(number), 12, '0')), '基本户', toDate32('2025-01-01') + cityHash64(number, 3) % 400, '正常', number, 1
FROM numbers({customers})
