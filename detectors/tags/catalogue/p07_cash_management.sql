/*
id: P07
version: 1
name: {zh: 现金管理, en: Cash management}
family: product
kind: bool
refresh: day
audience: normal
examples:
  - given: {txn: [{signed: 100, business: sweep}], customer: [{}]}
    value: "1"
  - given: {customer: [{}], contract: [{object: cash_management, contract_no: X1}]}
    value: "1"
  - given: {customer: [{}]}
    value: ""
*/
SELECT
    customer_id,
    if(cash_management > 0 OR direct_30 > 0 OR sweeps_30 > 0, '1', '') AS value,
    toJSONString(map('contracts', toString(cash_management), 'direct_30', toString(direct_30), 'sweeps_30', toString(sweeps_30))) AS evidence
FROM whole
