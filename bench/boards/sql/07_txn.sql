-- the entries of two days, one each in the mean; older ones are read by no panel of the wall
INSERT INTO txn (customer_id, day, event_id, event_time, ingest_time, account_no, cdt_dbt, amount, signed, ccy, cp_name, business, same_name, other_bank, op_in, op_out, reversal, status, op, log_offset, version)
SELECT concat('C', leftPad(toString(n % {customers}), 8, '0')), toDate32({last}) - d, concat('e', toString(d), '-', toString(n)),
    toDateTime64(toDate({last}) - d, 3, 'Asia/Shanghai') + toIntervalSecond(28800 + cityHash64(n, 6) % 36000), now64(3), concat('6222', leftPad(toString(n % {customers}), 12, '0')),
    if(credit, 'CRDT', 'DBIT'), size, if(credit, size, -size), 'CNY', concat('公司', toString(cityHash64(n, 8) % 100000), '有限公司'), 'transfer',
    cityHash64(n, 9) % 20 = 0, cityHash64(n, 10) % 3 != 0, credit, NOT credit, false, 'BOOK', 'I', n, n + 1
FROM (SELECT number AS n, cityHash64(number, 7) % 2 = 0 AS credit, toInt64(cityHash64(number, 11) % 10000000) AS size FROM numbers({customers})) AS entries
CROSS JOIN (SELECT number AS d FROM numbers(2)) AS days
