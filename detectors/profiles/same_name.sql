-- joined to frame: profile · reads txn · OUT-02 (b) largest same-name or fiscal outflow of the day; OUT-04 where it went in 30 days
SELECT
    customer_id,
    toInt64(maxIf(-signed, day = toDate('{day}') AND signed < 0)) AS largest_out_same_day,
    topKWeighted(1)(coalesce(cp_bank_entity, '?'), toUInt64(abs(assumeNotNull(signed))))[1] AS out_same_top_bank,
    topKWeighted(1)(substring(coalesce(cp_bank_code, '?'), 1, 3), toUInt64(abs(assumeNotNull(signed))))[1] AS out_same_top_class
FROM txn FINAL
WHERE ((same_name AND other_bank) OR cp_kind = 'treasury') AND cdt_dbt = 'DBIT' AND NOT reversal AND coalesce(status, '') != 'TAKEN_BACK' AND business NOT IN ('payroll', 'tax', 'sweep')
     AND day > toDate('{day}') - 30 AND day <= toDate('{day}')
GROUP BY customer_id
