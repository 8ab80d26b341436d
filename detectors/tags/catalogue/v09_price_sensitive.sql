/*
id: V09
version: 1
name: {zh: 价格敏感, en: Price-sensitive}
family: value
kind: bool
refresh: day
audience: normal
examples:
  - given: {contract: [{object: price_concession, contract_no: A}, {object: price_concession, contract_no: B}]}
    value: "1"
  - given: {contract: [{object: price_concession, contract_no: X1}]}
    value: ""
*/
SELECT
    customer_id,
    if(concessions >= 2, '1', '') AS value,
    toJSONString(map('concessions_365', toString(concessions))) AS evidence
FROM contracts
