-- every customer is one RM's
INSERT INTO organisation (customer_id, day, event_id, event_time, object, id, rm_id, role, valid_from, log_offset, version)
SELECT concat('C', leftPad(toString(number), 8, '0')), toDate32('2025-01-01'), concat('a', toString(number)), toDateTime64('2025-01-01 00:00:00', 3, 'UTC'),
    'assignment', concat('C', leftPad(toString(number), 8, '0')), concat('R', toString(number % 5000)), '主办', toDate32('2025-01-01'), number, 1
FROM numbers({customers})
