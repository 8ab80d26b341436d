/*
id: B09
version: 1
name: {zh: 成立年限, en: Years since founded}
family: basic
kind: count
refresh: day
audience: normal
examples:
  - given: {customer: [{est_date: -800}]}
    value: "2"
  - given: {customer: [{}]}
    value: ""
*/
SELECT
    customer_id,
    if(has_est_date, toString(greatest(0, age('year', toDate(est_date), toDate('{day}')))), '') AS value,
    toJSONString(map('est_date', toString(est_date))) AS evidence
FROM customers
