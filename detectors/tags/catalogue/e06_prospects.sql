/*
id: E06
version: 1
name: {zh: 行外对手方机会数, en: Prospects among partners}
family: relation
kind: count
refresh: stream
audience: normal
examples:
  - given: {finding: [{rule_id: OPP-05, finding_id: '@1', severity: P3, state: open, object_id: A}, {rule_id: OPP-05, finding_id: '@2', severity: P3, state: open, object_id: B}, {rule_id: OPP-05, finding_id: '@3', severity: P3, state: open, object_id: B}]}
    value: "2"
  - given: {finding: [{rule_id: RSK-21, finding_id: '@1', severity: P1, state: open}]}
    value: ""
*/
SELECT
    customer_id,
    if(new_partners > 0, toString(new_partners), '') AS value,
    toJSONString(map('partners', toString(new_partners))) AS evidence
FROM alarms
