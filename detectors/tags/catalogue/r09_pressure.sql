/*
id: R09
version: 1
name: {zh: 传导压力, en: Contagion pressure}
family: risk
kind: ratio
refresh: stream
audience: risk
examples:
  - given: {finding: [{rule_id: RSK-30, finding_id: '@1', severity: P1, state: open, evidence: '{"h": 0.41, "path": "A>B"}'}]}
    value: "0.41"
  - given: {finding: [{rule_id: RSK-21, finding_id: '@1', severity: P1, state: open}]}
    value: ""
*/
-- of DOMAIN §6: notable from 0.05, strong from 0.15, severe from 0.40
SELECT
    customer_id,
    if(pressure > 0, toString(round(pressure, 4)), '') AS value,
    toJSONString(map('path', toString(pressure_path))) AS evidence
FROM alarms
