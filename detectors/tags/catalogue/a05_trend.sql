/*
id: A05
version: 1
name: {zh: 活跃趋势, en: Activity trend}
family: activity
kind: enum
refresh: day
audience: normal
words:
  up: [上升, rising]
  flat: [平稳, flat]
  down: [下降, falling]
examples:
  - given: {txn: [{signed: 100}, {signed: 100}, {signed: 100, day: -80}]}
    value: "up"
  - given: {txn: [{signed: 100}, {signed: 100, day: -80}, {signed: 100, day: -80}]}
    value: "down"
  - given: {txn: [{signed: 100, day: -90}]}
    value: ""
*/
SELECT
    customer_id,
    multiIf(arraySum(weeks) = 0, '', arraySum(arrayMap((c, i) -> c * (6.5 - i), weeks, range(1, 13))) / 143 * 11 / greatest(arrayAvg(weeks), 0.01) >= 0.2, 'up', arraySum(arrayMap((c, i) -> c * (6.5 - i), weeks, range(1, 13))) / 143 * 11 / greatest(arrayAvg(weeks), 0.01) <= -0.2, 'down', 'flat') AS value,
    toJSONString(map('weeks', toString(weeks))) AS evidence
FROM entries
