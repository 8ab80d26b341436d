/*
id: B04
version: 2
name: {zh: 所有制, en: Ownership}
family: basic
kind: text
refresh: day
audience: normal
words:
  国有: [国有, state-owned]
  集体: [集体, collective]
  民营: [民营, private]
  合资: [合资, joint venture]
  外资: [外资, foreign-owned]
  机关事业: [机关事业, public institution]
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
