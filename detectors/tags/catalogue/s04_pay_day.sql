/*
id: S04
version: 1
name: {zh: 发薪日, en: Pay day}
family: settlement
kind: count
refresh: day
audience: normal
examples:
  - given: {contract: [{object: payroll_batch, contract_no: A, heads: 1, day: -21}]}
    value: "10"
  - given: {contract: [{object: loan, contract_no: X1}]}
    value: ""
*/
SELECT
    customer_id,
    if(notEmpty(pay_days.1), toString(pay_days.1[indexOf(pay_days.2, arrayMax(pay_days.2))]), '') AS value,
    toJSONString(map('days', toString(pay_days.1), 'counts', toString(pay_days.2))) AS evidence
FROM contracts
