/*
K10: {zh: 贷款余额, en: Loans, unit: fen}
M01: {zh: 30天内到期贷款, en: Loans due within 30 days, unit: fen}
M02: {zh: 30天内到期存款, en: Deposits due within 30 days, unit: fen}
M03: {zh: 30天内到期票据, en: Bills due within 30 days, unit: fen}
*/
-- split due: what falls due on each of the 30 days
SELECT customer_id, [
    ('K10', '', '', toInt64(sumIf(owed, figure = 'M01'))), (figure, '', '', toInt64(sumIf(owed, soon))), (figure, 'due', due, toInt64(sumIf(owed, soon)))] AS counts
FROM (
    SELECT customer_id, coalesce(outstanding, principal, amount, 0) AS owed, coalesce(status, 'live') AS standing,
        multiIf(object = 'loan', 'M01', object = 'deposit', 'M02', 'M03') AS figure, coalesce(maturity, due_date) AS due_on,
        coalesce(due_on > toDate32({day}) AND due_on <= toDate32({day}) + 30, false) AS soon, coalesce(toString(due_on), '') AS due
    FROM contract FINAL WHERE object IN ('loan', 'deposit', 'acceptance', 'bill') AND day <= toDate32({day})
    ORDER BY event_time DESC, log_offset DESC LIMIT 1 BY customer_id, object, contract_no
)
WHERE standing IN ('live', '正常', '生效')
GROUP BY customer_id, figure, due
