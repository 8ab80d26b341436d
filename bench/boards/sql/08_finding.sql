-- one customer in five hundred has something every day
INSERT INTO finding (customer_id, rule_id, finding_id, day, object_id, severity, state, audience, event_time, money_at_stake, version)
SELECT concat('C', leftPad(toString(n), 8, '0')), arrayElement(['OUT-01', 'OUT-05', 'OPP-01', 'RSK-21', 'MAT-04', 'SVC-09'], cityHash64(n, d) % 6 + 1), concat(toString(n), '-', toString(d)), toDate32({last}) - d,
    concat('o', toString(d)), arrayElement(['P1', 'P2', 'P3', 'P3'], cityHash64(n, d, 1) % 4 + 1), 'open', 'normal', toDateTime64(toDate({last}) - d, 3, 'UTC'), 500000, 1
FROM (SELECT number AS n FROM numbers({customers}) WHERE number % 500 = 0) AS who CROSS JOIN (SELECT number AS d FROM numbers({days})) AS days
