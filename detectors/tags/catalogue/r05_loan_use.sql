/*
id: R05
version: 1
name: {zh: 资金用途疑似, en: Use of loan in question}
family: risk
kind: bool
refresh: stream
audience: risk
examples:
  - given: {finding: [{rule_id: RSK-01, finding_id: '@1', severity: P1, state: open}]}
    value: "1"
  - given: {finding: [{rule_id: RSK-21, finding_id: '@1', severity: P1, state: open}]}
    value: ""
*/
SELECT
    customer_id,
    if(hasAny(risk_rules, ['RSK-01', 'RSK-02', 'RSK-03', 'RSK-04', 'RSK-05', 'RSK-06', 'RSK-07']), '1', '') AS value,
    toJSONString(map('rules', toString(arraySort(risk_rules)))) AS evidence
FROM alarms
