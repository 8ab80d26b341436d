/*
id: B05
version: 1
name: {zh: 机构客户, en: Institution}
family: basic
kind: text
refresh: day
audience: normal
examples:
  - given: {customer: [{institution_class: 医院}]}
    value: "医院"
  - given: {customer: [{uscc: "12330100ABCDEFGH1X"}]}
    value: "机关事业"
  - given: {customer: [{uscc: "91330100ABCDEFGH1X"}]}
    value: ""
*/
SELECT
    customer_id,
    multiIf(institution_class != '', institution_class, startsWith(uscc, '1'), '机关事业', startsWith(uscc, '5'), '社会组织', '') AS value,
    toJSONString(map('institution_class', toString(institution_class), 'uscc_class', toString(substring(uscc, 1, 1)))) AS evidence
FROM customers
