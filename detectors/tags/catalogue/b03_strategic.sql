/*
id: B03
version: 1
name: {zh: 战略产业, en: Strategic industry}
family: basic
kind: bool
refresh: day
audience: normal
examples:
  - given: {customer: [{industry: C3973}]}
    value: "1"
  - given: {customer: [{industry: E4710}]}
    value: ""
*/
-- the head office's list of codes; a bank sets its own
SELECT
    customer_id,
    if(substring(industry, 2) IN ('3973', '3974', '3985', '6520', '3562', '3841', '3825', '2770', '3742'), '1', '') AS value,
    toJSONString(map('industry', toString(industry))) AS evidence
FROM customers
