-- every seventh customer borrows, every tenth has a term deposit, every twentieth a bill
INSERT INTO contract (customer_id, day, event_id, event_time, object, contract_no, kind, principal, outstanding, status, maturity, log_offset, version)
SELECT concat('C', leftPad(toString(number), 8, '0')), toDate32('2025-06-01'), concat(object, toString(number)), toDateTime64('2025-06-01 00:00:00', 3, 'UTC'),
    object, concat(object, toString(number)), if(object = 'deposit', '大额存单', NULL), 100000000 + cityHash64(number, 4) % 900000000, 100000000 + cityHash64(number, 4) % 900000000, 'live',
    toDate32({last}) + cityHash64(number, 5) % 365, number, 1
FROM (SELECT number, arrayJoin(arrayFilter(x -> x != '', [if(number % 7 = 0, 'loan', ''), if(number % 10 = 0, 'deposit', ''), if(number % 20 = 0, 'bill', '')])) AS object FROM numbers({customers}))
