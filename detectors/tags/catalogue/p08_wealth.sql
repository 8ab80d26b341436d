/*
id: P08
version: 1
name: {zh: 理财持有, en: Wealth products}
family: product
kind: bool
refresh: day
audience: normal
examples:
  - given: {contract: [{object: wealth, contract_no: X1, principal: 5}]}
    value: "1"
  - given: {contract: [{object: wealth, contract_no: X1, principal: 5, status: redeemed}]}
    value: ""
*/
SELECT
    customer_id,
    if(wealth > 0, '1', '') AS value,
    toJSONString(map('amount', toString(wealth))) AS evidence
FROM contracts
