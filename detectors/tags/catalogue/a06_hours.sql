/*
id: A06
version: 2
name: {zh: 结算时段, en: Settlement hours}
family: activity
kind: text
refresh: day
audience: normal
words:
  月末集中: [月末集中, end of the month]
examples:
  - given: {txn: [{signed: 100, day: -10}, {signed: 100, day: -10}, {signed: 100, day: -10}, {signed: 100, day: -10}, {signed: 100, day: -10}, {signed: 100, day: -10}, {signed: 100, day: -10}, {signed: 100, day: -10}, {signed: 100, day: -10}, {signed: 100, day: -10}]}
    value: "10:00"
  - given: {txn: [{signed: 100}, {signed: 100}, {signed: 100}, {signed: 100}, {signed: 100}, {signed: 100}, {signed: 100}, {signed: 100}, {signed: 100}, {signed: 100}]}
    value: "月末集中"
  - given: {txn: [{signed: 100}]}
    value: ""
*/
SELECT
    customer_id,
    multiIf(own_90 < 10, '', month_end_90 >= 0.4 * own_90, '月末集中', concat(toString(hours.1[indexOf(hours.2, arrayMax(hours.2))]), ':00')) AS value,
    toJSONString(map('month_end_90', toString(month_end_90), 'entries_90', toString(own_90))) AS evidence
FROM entries
