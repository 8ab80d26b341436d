-- A bank of {customers} customers and {entries} entries in 180 days up to {day}, by arithmetic: a third of the entries are operating credits.
INSERT INTO txn (customer_id, day, event_id, event_time, op, cdt_dbt, amount, amt_cny, ccy, status, signed, business, cp_kind, cp_name, cp_account,
    cp_bank_entity, same_name, other_bank, op_in, op_out, out_ext, reversal, account_no, log_offset, version)
SELECT 'C' || toString(c), toDate('{day}') - back, 'e' || toString(number), toDateTime64(toDate('{day}') - back, 3, 'UTC'), 'I',
    if(signed > 0, 'CRDT', 'DBIT'), abs(signed), abs(signed), 'CNY', 'BOOK', signed, 'transfer', 'company', 'party ' || toString(number % 5000),
    toString(number % 5000), if(number % 4 = 0, '中国工商银行股份有限公司', '交通银行股份有限公司'), number % 50 = 0, true, number % 3 = 0,
    number % 3 = 1, signed < 0, false, 'A' || toString(c), number, number + 1
FROM (
    SELECT number, cityHash64(number) % {customers} AS c, intDiv(number * 180, {entries}) AS back,
        toInt64(cityHash64(number, 1) % 50000000) * if(number % 3 = 0, 1, -1) AS signed
    FROM numbers({entries})
);
INSERT INTO customer_day (customer_id, day, version, bal, in_amt, out_amt, op_in, op_out, n_in, n_out, n_op_in, n_op_out, out_same, in_same, out_ext,
    tax, payroll)
SELECT customer_id, day, max(version), toInt64(cityHash64(customer_id, day) % 1000000000), sumIf(signed, signed > 0), -sumIf(signed, signed < 0),
    sumIf(signed, op_in), -sumIf(signed, op_out), countIf(signed > 0), countIf(signed < 0), countIf(op_in), countIf(op_out), 0, 0, 0, 0, 0
FROM txn GROUP BY customer_id, day;
INSERT INTO customer (customer_id, day, event_id, event_time, name, tier, log_offset, version)
SELECT 'C' || toString(number), toDate('{day}') - 180, 'c' || toString(number), toDateTime64(toDate('{day}') - 180, 3, 'UTC'), 'customer', 'T4', number, number + 1
FROM numbers({customers})
