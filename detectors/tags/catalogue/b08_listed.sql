/*
id: B08
version: 1
name: {zh: 上市状态, en: Listed}
family: basic
kind: text
refresh: day
audience: normal
examples:
  - given: {customer: [{listed_code: "600000"}]}
    value: "600000"
  - given: {customer: [{}]}
    value: ""
*/
SELECT
    customer_id,
    listed_code AS value,
    toJSONString(map('listed_code', toString(listed_code))) AS evidence
FROM customers
