/*
id: R11
version: 1
name: {zh: 股权质押高, en: Equity pledged}
family: risk
kind: bool
refresh: stream
audience: risk
examples:
  - given: {pledge: [{reg_no: '@1', ratio: 0.6}]}
    value: "1"
  - given: {pledge: [{reg_no: '@1', ratio: 0.6, status: 解除}]}
    value: ""
*/
SELECT
    customer_id,
    if(pledged >= 0.5, '1', '') AS value,
    toJSONString(map('ratio', toString(pledged))) AS evidence
FROM pledges
