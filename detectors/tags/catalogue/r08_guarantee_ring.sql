/*
id: R08
version: 1
name: {zh: 担保圈成员, en: Guarantee ring}
family: risk
kind: enum
refresh: day
audience: risk
words:
  核心: [担保圈核心, core]
  桥: [担保圈桥接, bridge]
  叶: [担保圈边缘, leaf]
examples:
  - given: {relation: [{src_id: '@', dst_id: '@B', type: GUARANTEE}, {src_id: '@B', dst_id: '@D', type: GUARANTEE}, {src_id: '@D', dst_id: '@E', type: GUARANTEE}]}
    value: "叶"
  - given: {relation: [{src_id: '@', dst_id: '@B', type: GUARANTEE}, {src_id: '@B', dst_id: '@D', type: GUARANTEE}, {src_id: '@E', dst_id: '@', type: GUARANTEE}]}
    value: "桥"
  - given: {relation: [{src_id: '@', dst_id: '@B', type: GUARANTEE}, {src_id: '@B', dst_id: '@', type: GUARANTEE}]}
    value: "桥"
  - given: {relation: [{src_id: '@', dst_id: '@B', type: GUARANTEE}]}
    value: ""
*/
-- seen three steps wide; core: guarantees both ways and three or more of them
SELECT
    customer_id,
    multiIf(ring_size < 4 AND mutual = 0, '', guarantees_given > 0 AND guarantees_had > 0, if(guarantees_given + guarantees_had >= 3, '核心', '桥'), '叶') AS value,
    toJSONString(map('ring_size', toString(ring_size), 'given', toString(guarantees_given), 'had', toString(guarantees_had), 'mutual', toString(mutual))) AS evidence
FROM guarantees
