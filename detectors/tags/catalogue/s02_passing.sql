/*
id: S02
version: 1
name: {zh: 过路型资金, en: Passing money}
family: settlement
kind: bool
refresh: day
audience: normal
examples:
  - given: {customer_day: [{day: -89, bal: 0}, {day: -10, bal: 100, op_in: 100}, {day: -9, bal: 0}]}
    value: "1"
  - given: {customer_day: [{day: -89, bal: 1000, op_in: 100}]}
    value: ""
*/
-- a neutral word: how long money stays is the average balance over what comes in a day (Little's law)
SELECT
    customer_id,
    if(op_in_90 > 0 AND avg_90 * 90 <= 2 * op_in_90 AND lowest_90 <= 0.1 * avg_90, '1', '') AS value,
    toJSONString(map('dwell_days', toString(if(op_in_90 > 0, round(avg_90 * 90 / op_in_90, 2), 0)), 'lowest_90', toString(lowest_90), 'avg_90', toString(avg_90))) AS evidence
FROM days
