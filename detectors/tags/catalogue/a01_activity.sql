/*
id: A01
version: 1
name: {zh: 交易活跃度, en: Activity}
family: activity
kind: enum
refresh: stream
audience: normal
words:
  '0': [无交易, none]
  1-4: [1–4笔, 1 to 4]
  5-19: [5–19笔, 5 to 19]
  20-99: [20–99笔, 20 to 99]
  100+: [≥100笔, 100 and more]
examples:
  - given: {txn: [{signed: 100}, {signed: 100}, {signed: 100}, {signed: 100}, {signed: 100}]}
    value: "5-19"
  - given: {txn: [{signed: 100, day: -40}]}
    value: "0"
*/
SELECT
    customer_id,
    multiIf(n_30 = 0, '0', n_30 < 5, '1-4', n_30 < 20, '5-19', n_30 < 100, '20-99', '100+') AS value,
    toJSONString(map('entries_30', toString(n_30))) AS evidence
FROM entries
