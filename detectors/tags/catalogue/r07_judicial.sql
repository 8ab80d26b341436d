/*
id: R07
version: 2
name: {zh: 司法负面, en: Judicial}
family: risk
kind: enum
refresh: stream
audience: risk
words:
  破产: [破产, bankruptcy]
  失信: [失信被执行人, discredited]
  被执行: [被执行人, under enforcement]
  被告: [被告, defendant]
examples:
  - given: {ruling: [{case_no: '@1', role: 被告}, {case_no: '@2', role: 失信, performance: 未履行}]}
    value: "失信"
  - given: {ruling: [{case_no: '@1', role: 被执行人, performance: 已履行}]}
    value: ""
  - given: {ruling: [{case_no: '@1', role: 失信, status: 撤销}]}
    value: ""
  - given: {ruling: [{case_no: '@1', role: 失信, confidence: 0.8}]}
    value: ""
*/
SELECT
    customer_id,
    multiIf(has(roles, '破产'), '破产', has(roles, '失信'), '失信', hasAny(roles, ['被执行人', '限高']), '被执行', has(roles, '被告'), '被告', '') AS value,
    toJSONString(map('roles', toString(arraySort(roles)), 'latest_case', toString(latest_case))) AS evidence
FROM courts
