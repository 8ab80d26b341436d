/*
id: P04
version: 1
name: {zh: 银承客户, en: Acceptances}
family: product
kind: bool
refresh: day
audience: normal
examples:
  - given: {contract: [{object: acceptance, contract_no: X1, amount: 5}]}
    value: "1"
  - given: {contract: [{object: acceptance, contract_no: X1, amount: 5, status: matured}]}
    value: ""
*/
SELECT
    customer_id,
    if(acceptances > 0, '1', '') AS value,
    toJSONString(map('outstanding', toString(acceptances))) AS evidence
FROM contracts
