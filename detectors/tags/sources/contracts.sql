-- what a customer holds, by contracts as last stated · reads contract
SELECT
    customer_id,
    sumIf(owed, object = 'loan' AND live) AS loans, countIf(object = 'loan') AS loans_ever, sumIf(owed, object = 'acceptance' AND live) AS acceptances,
    countIf(object = 'trade_finance' AND live) AS trade_finance, countIf(object = 'derivative' AND live) AS derivatives,
    countIf(object = 'cash_management' AND live) AS cash_management, sumIf(owed, object = 'wealth' AND live) AS wealth,
    sumIf(owed, object = 'deposit' AND live AND (kind = '协定' OR startsWith(kind, '通知'))) AS agreed_deposits,
    sumIf(owed, object = 'deposit' AND live) AS term_deposits, countIf(object = 'guarantee' AND live AND has_beneficiary) AS letters_of_guarantee,
    countIf(object = 'bill' AND live) AS bills, countIf(object = 'payroll_agreement' AND live) AS payroll_agreements,
    arraySlice(arrayReverseSort(groupArrayIf((d, heads), object = 'payroll_batch')), 1, 3) AS batches,
    countIf(object = 'payroll_batch' AND d > today - 40) AS batches_40,
    sumMapIf([month_day], [toUInt64(1)], object = 'payroll_batch' AND d > today - 200) AS pay_days,
    maxIf(grade, object = 'loan' AND live) AS worst_grade, maxIf(late_days, object = 'loan' AND live) AS worst_dpd,
    countIf(object = 'price_concession' AND d > today - 365) AS concessions, sumIf(used_amount, object = 'credit_limit' AND live) AS limit_used,
    sumIf(limit_amount, object = 'credit_limit' AND live) AS limits
FROM (
    SELECT
        customer_id, coalesce(object, '') AS object, coalesce(kind, '') AS kind, toInt64(toDate32('{day}')) AS today, toInt64(day) AS d,
        coalesce(status, 'live') NOT IN ('matured', 'redeemed', 'repaid', 'cancelled', 'terminated', '解除', '终止', '结清') AS live,
        coalesce(outstanding, principal, amount, 0) AS owed, coalesce(heads, 0) AS heads, toUInt8(toDayOfMonth(day)) AS month_day,
        beneficiary IS NOT NULL AS has_beneficiary, indexOf(['正常', '关注', '次级', '可疑', '损失'], coalesce(loan_class, '')) AS grade,
        coalesce(dpd, 0) AS late_days, coalesce(used, 0) AS used_amount, coalesce(amount, 0) AS limit_amount
    FROM contract FINAL WHERE day <= toDate32('{day}') AND customer_id != '' AND {customers}
    ORDER BY event_time DESC, log_offset DESC LIMIT 1 BY customer_id, object, contract_no
)
GROUP BY customer_id
