/*
id: R01
version: 1
name: {zh: 预警等级, en: Warning level}
family: risk
kind: enum
refresh: stream
audience: risk
words:
  red: [红色, red]
  orange: [橙色, orange]
  yellow: [黄色, yellow]
examples:
  - given: {finding: [{rule_id: RSK-21, finding_id: '@1', severity: P1, state: open}]}
    value: "red"
  - given: {finding: [{rule_id: RSK-21, finding_id: '@1', severity: P2, state: open}]}
    value: "orange"
  - given: {finding: [{rule_id: RSK-08, finding_id: '@1', severity: P1, state: open}]}
    value: ""
  - given: {finding: [{rule_id: RSK-21, finding_id: '@1', severity: P1, state: open, audience: aml}]}
    value: ""
  - given: {finding: [{rule_id: RSK-21, finding_id: '@1', severity: P1, state: retracted}]}
    value: ""
*/
SELECT
    customer_id,
    multiIf(60 * risk_p1 + 30 * risk_p2 + 10 * risk_p3 >= 60, 'red', 60 * risk_p1 + 30 * risk_p2 + 10 * risk_p3 >= 30, 'orange', 60 * risk_p1 + 30 * risk_p2 + 10 * risk_p3 >= 10, 'yellow', '') AS value,
    toJSONString(map('rules', toString(arraySort(risk_rules)), 'score', toString(60 * risk_p1 + 30 * risk_p2 + 10 * risk_p3))) AS evidence
FROM alarms
