/*
id: B10
version: 1
name: {zh: 集团成员, en: Group}
family: basic
kind: enum
refresh: day
audience: normal
words:
  主体: [集团主体, group head]
  成员: [集团成员, group member]
examples:
  - given: {customer: [{group_id: G1}, {customer_id: '@B', group_id: G1}]}
    value: "成员"
  - given: {customer: [{}], relation: [{src_id: '@', dst_id: '@B', type: CONTROL}]}
    value: "主体"
  - given: {customer: [{group_id: G9}]}
    value: ""
*/
SELECT
    customer_id,
    multiIf(controls > 0 AND controlled = 0, '主体', group_members >= 2 OR controls + controlled > 0, '成员', '') AS value,
    toJSONString(map('group', toString(group_name), 'members', toString(group_members), 'controls', toString(controls), 'controlled', toString(controlled))) AS evidence
FROM families
