/*
id: P06
version: 1
name: {zh: 外汇衍生, en: FX derivatives}
family: product
kind: bool
refresh: day
audience: normal
examples:
  - given: {contract: [{object: derivative, contract_no: X1, amount: 5}]}
    value: "1"
  - given: {contract: [{object: derivative, contract_no: X1, amount: 5, status: terminated}]}
    value: ""
*/
SELECT
    customer_id,
    if(derivatives > 0, '1', '') AS value,
    toJSONString(map('live', toString(derivatives))) AS evidence
FROM contracts
