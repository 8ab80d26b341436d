/*
id: R06
version: 1
name: {zh: 税/薪/社保异常, en: Tax or wages in question}
family: risk
kind: bool
refresh: stream
audience: risk
examples:
  - given: {finding: [{rule_id: RSK-11, finding_id: '@1', severity: P1, state: open}]}
    value: "1"
  - given: {finding: [{rule_id: RSK-21, finding_id: '@1', severity: P1, state: open}]}
    value: ""
*/
SELECT
    customer_id,
    if(hasAny(risk_rules, ['RSK-11', 'RSK-12', 'RSK-13']), '1', '') AS value,
    toJSONString(map('rules', toString(arraySort(risk_rules)))) AS evidence
FROM alarms
