/*
id: P11
version: 1
name: {zh: 供应链平台, en: Supply-chain bills}
family: product
kind: bool
refresh: day
audience: normal
examples:
  - given: {contract: [{object: bill, contract_no: X1, amount: 5}]}
    value: "1"
  - given: {contract: [{object: bill, contract_no: X1, amount: 5, status: matured}]}
    value: ""
*/
SELECT
    customer_id,
    if(bills > 0, '1', '') AS value,
    toJSONString(map('bills', toString(bills))) AS evidence
FROM contracts
