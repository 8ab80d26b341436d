/*
id: R13
version: 1
name: {zh: 高频变更, en: Frequent changes}
family: risk
kind: bool
refresh: stream
audience: risk
examples:
  - given: {registry: [{change_item: 法定代表人变更}, {change_item: 股东变更}, {change_item: 住所变更}]}
    value: "1"
  - given: {registry: [{change_item: 经营范围变更}, {change_item: 股东变更}]}
    value: ""
*/
SELECT
    customer_id,
    if(changes_180 >= 3 OR legal_rep_365 >= 2, '1', '') AS value,
    toJSONString(map('changes_180', toString(changes_180), 'legal_rep_365', toString(legal_rep_365))) AS evidence
FROM changes
