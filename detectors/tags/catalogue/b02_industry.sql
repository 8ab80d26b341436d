/*
id: B02
version: 1
name: {zh: 行业大类, en: Industry}
family: basic
kind: text
refresh: day
audience: normal
examples:
  - given: {customer: [{industry: C3985}]}
    value: "C39"
  - given: {customer: [{}]}
    value: ""
*/
SELECT
    customer_id,
    if(length(industry) >= 3, substring(industry, 1, 3), '') AS value,
    toJSONString(map('industry', toString(industry))) AS evidence
FROM customers
