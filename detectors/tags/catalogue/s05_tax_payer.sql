/*
id: S05
version: 1
name: {zh: 纳税大户, en: Large tax payer}
family: settlement
kind: bool
refresh: day
audience: normal
examples:
  - given: {customer_day: [{day: 0, bal: 0, tax: 100000000}]}
    value: "1"
  - given: {customer_day: [{day: 0, bal: 0, tax: 99999999}]}
    value: ""
*/
SELECT
    customer_id,
    if(tax_365 >= 100000000, '1', '') AS value,
    toJSONString(map('tax_365', toString(tax_365))) AS evidence
FROM days
