/*
id: B04
version: 1
name: {zh: 所有制, en: Ownership}
family: basic
kind: text
refresh: day
audience: normal
examples:
  - given: {customer: [{ownership: 国有}]}
    value: "国有"
  - given: {customer: [{}]}
    value: ""
*/
SELECT
    customer_id,
    ownership AS value,
    toJSONString(map('ownership', toString(ownership))) AS evidence
FROM customers
