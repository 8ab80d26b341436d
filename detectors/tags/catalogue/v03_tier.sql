/*
id: V03
version: 1
name: {zh: 客户层级, en: Customer tier}
family: value
kind: enum
refresh: day
audience: normal
words:
  T1: [战略, strategic]
  T2: [大型, large]
  T3: [中型, medium]
  T4: [小微, small and micro]
examples:
  - given: {customer: [{tier: T1}]}
    value: "T1"
  - given: {customer_day: [{day: 0, bal: 3000000000}], customer: [{}]}
    value: "T2"
  - given: {customer: [{}]}
    value: "T4"
*/
-- the head office's tier goes before; else by deposits
SELECT
    customer_id,
    multiIf(tier != '', tier, avg_365 >= 3000000000, 'T2', avg_365 >= 100000000, 'T3', 'T4') AS value,
    toJSONString(map('stated', toString(tier), 'avg_365', toString(avg_365))) AS evidence
FROM whole
