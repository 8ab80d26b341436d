/*
K10: {zh: 贷款余额, en: Loans, unit: fen}
M01: {zh: 30天内到期贷款, en: Loans due within 30 days, unit: fen}
M02: {zh: 30天内到期存款, en: Deposits due within 30 days, unit: fen}
M03: {zh: 30天内到期票据, en: Bills due within 30 days, unit: fen}
*/
SELECT customer_id, [
    ('K10', toInt64(sumIf(owed, object = 'loan')), 1), ('M01', toInt64(sumIf(owed, object = 'loan' AND soon)), 1),
    ('M02', toInt64(sumIf(owed, object = 'deposit' AND soon)), 1), ('M03', toInt64(sumIf(owed, object IN ('acceptance', 'bill') AND soon)), 1)] AS counts
FROM (
    SELECT customer_id, coalesce(object, '') AS object, coalesce(outstanding, principal, amount, 0) AS owed, coalesce(status, 'live') AS standing,
        coalesce(maturity > toDate32({day}) AND maturity <= toDate32({day}) + 30, false) AS soon
    FROM contract FINAL WHERE object IN ('loan', 'deposit', 'acceptance', 'bill') AND day <= toDate32({day})
    ORDER BY event_time DESC, log_offset DESC LIMIT 1 BY customer_id, object, contract_no
)
WHERE standing IN ('live', '正常', '生效')
GROUP BY customer_id
