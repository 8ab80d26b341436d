/*
id: R12
version: 2
name: {zh: 额度压力, en: Limit pressure}
family: risk
kind: bool
refresh: day
audience: risk
examples:
  - given: {contract: [{object: credit_limit, contract_no: X1, amount: 100, used: 95, status: 生效}]}
    value: "1"
  - given: {contract: [{object: credit_limit, contract_no: X1, amount: 100, used: 9, status: 生效}], finding: [{rule_id: RSK-16, finding_id: '@1', severity: P2, state: open}]}
    value: "1"
  - given: {contract: [{object: credit_limit, contract_no: X1, amount: 100, used: 94, status: 生效}]}
    value: ""
*/
SELECT
    customer_id,
    if(has(risk_rules, 'RSK-16') OR (limits > 0 AND limit_used >= 0.95 * limits), '1', '') AS value,
    toJSONString(map('used', toString(limit_used), 'limits', toString(limits), 'rules', toString(arraySort(risk_rules)))) AS evidence
FROM contracts LEFT JOIN alarms USING (customer_id)
