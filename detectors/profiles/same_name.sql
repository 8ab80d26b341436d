-- joined to frame: profile · reads txn · OUT-02 (b) largest same-name or fiscal outflow of the day; OUT-04 where it went in 30 days
SELECT
    customer_id,
    toInt64(maxIf(-signed, day = toDate('{day}') AND signed < 0)) AS largest_out_same_day,
    topKWeighted(1)(coalesce(cp_bank_entity, '?'), toUInt64(abs(assumeNotNull(signed))))[1] AS out_same_top_bank
FROM txn FINAL
WHERE ((same_name AND other_bank) OR cp_kind = 'treasury') AND cdt_dbt = 'DBIT' AND NOT reversal AND day > toDate('{day}') - 30 AND day <= toDate('{day}')
GROUP BY customer_id
