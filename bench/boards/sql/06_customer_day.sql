-- a customer moves on every fourth day, and on the first
INSERT INTO customer_day (customer_id, day, bal, in_amt, out_amt, op_in, op_out, version)
SELECT concat('C', leftPad(toString(n), 8, '0')), toDate32({last}) - d, toInt64(1000000 + cityHash64(n, d) % 50000000), toInt64(cityHash64(n, d, 1) % 5000000), toInt64(cityHash64(n, d, 2) % 5000000), 0, 0, 1
FROM (SELECT number AS n FROM numbers({customers})) AS who CROSS JOIN (SELECT number AS d FROM numbers({days})) AS days
WHERE d = {days} - 1 OR cityHash64(n, d, 3) % 4 = 0
