/*
id: E05
version: 1
name: {zh: 实控人家族, en: Same controller}
family: relation
kind: text
refresh: day
audience: normal
examples:
  - given: {customer: [{controller: PX1}, {customer_id: '@B', controller: PX1}]}
    value: "PX1"
  - given: {customer: [{controller: PX2}]}
    value: ""
*/
SELECT
    customer_id,
    if(controller_members >= 2, controller_name, '') AS value,
    toJSONString(map('controller', toString(controller_name), 'members', toString(controller_members))) AS evidence
FROM families
