-- customers of four tiers and sixty industries
INSERT INTO customer (customer_id, day, event_id, event_time, name, tier, industry, institution_class, log_offset, version)
SELECT concat('C', leftPad(toString(number), 8, '0')), toDate32('2025-01-01'), concat('c', toString(number)), toDateTime64('2025-01-01 00:00:00', 3, 'UTC'),
    concat('公司', toString(number), '有限公司'), arrayElement(['T1', 'T2', 'T3', 'T4', 'T4', 'T4'], cityHash64(number) % 6 + 1),
    concat(arrayElement(['C', 'F', 'E', 'I', 'G', 'L'], cityHash64(number, 1) % 6 + 1), toString(10 + cityHash64(number, 2) % 10), '10'),
    if(number % 50 = 0, '医疗', NULL), number, 1
FROM numbers({customers})
