/*
id: V09
version: 2
name: {zh: 价格敏感, en: Price-sensitive}
family: value
kind: bool
refresh: day
audience: normal
examples:
  - given: {contract: [{object: price_concession, contract_no: A}, {object: price_concession, contract_no: B}]}
    value: "1"
  - given: {contract: [{object: price_concession, contract_no: X1}], finding: [{rule_id: OUT-16, finding_id: '@1', severity: P2, state: open}]}
    value: "1"
  - given: {contract: [{object: price_concession, contract_no: X1}]}
    value: ""
*/
SELECT
    customer_id,
    if(concessions >= 2 OR redeemed_and_left > 0, '1', '') AS value,
    toJSONString(map('concessions_365', toString(concessions), 'redeemed_and_left_90', toString(redeemed_and_left))) AS evidence
FROM contracts LEFT JOIN alarms USING (customer_id)
