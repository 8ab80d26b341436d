/*
id: V01
version: 1
name: {zh: 日均存款分层, en: Deposit tier}
family: value
kind: enum
refresh: day
audience: normal
words:
  钻石: [钻石 ≥1亿, 100m and more]
  铂金: [3000万–1亿, 30m to 100m]
  黄金: [500万–3000万, 5m to 30m]
  白银: [50万–500万, 0.5m to 5m]
  普通: [<50万, below 0.5m]
examples:
  - given: {customer_day: [{day: -9, bal: 20000000000}, {day: -4, bal: 0}]}
    value: "钻石"
  - given: {customer_day: [{day: -9, bal: 20000000000}, {day: -5, bal: 0}]}
    value: "铂金"
  - given: {customer_day: [{day: -400, bal: 49999999}]}
    value: "普通"
*/
SELECT
    customer_id,
    multiIf(avg_365 >= 10000000000, '钻石', avg_365 >= 3000000000, '铂金', avg_365 >= 500000000, '黄金', avg_365 >= 50000000, '白银', '普通') AS value,
    toJSONString(map('avg_365', toString(avg_365), 'days', toString(least(365, history_days)))) AS evidence
FROM days
