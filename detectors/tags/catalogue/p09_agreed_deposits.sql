/*
id: P09
version: 1
name: {zh: 协定/通知存款, en: Agreement and notice deposits}
family: product
kind: bool
refresh: day
audience: normal
examples:
  - given: {contract: [{object: deposit, contract_no: X1, principal: 5, kind: 通知7}]}
    value: "1"
  - given: {contract: [{object: deposit, contract_no: X1, principal: 5, kind: 定期}]}
    value: ""
*/
SELECT
    customer_id,
    if(agreed_deposits > 0, '1', '') AS value,
    toJSONString(map('amount', toString(agreed_deposits))) AS evidence
FROM contracts
