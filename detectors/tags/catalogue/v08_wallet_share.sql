/*
id: V08
version: 1
name: {zh: 钱包份额, en: Share of wallet}
family: value
kind: ratio
refresh: day
audience: normal
examples:
  - given: {customer: [{revenue: 1000}], customer_day: [{day: 0, bal: 1, op_in: 250}]}
    value: "0.25"
  - given: {customer_day: [{day: 0, bal: 1, op_in: 5}], customer: [{}]}
    value: ""
*/
SELECT
    customer_id,
    if(revenue > 0, toString(round(least(1.2, op_in_365 / revenue), 4)), '') AS value,
    toJSONString(map('op_in_365', toString(op_in_365), 'revenue', toString(revenue))) AS evidence
FROM whole
