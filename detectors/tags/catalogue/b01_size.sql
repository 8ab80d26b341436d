/*
id: B01
version: 1
name: {zh: 企业规模, en: Size}
family: basic
kind: enum
refresh: day
audience: normal
words:
  大: [大型, large]
  中: [中型, medium]
  小: [小型, small]
  微: [微型, micro]
examples:
  - given: {customer: [{industry: C3985, employees: 400, revenue: 2500000000}]}
    value: "中"
  - given: {customer: [{industry: F5199, employees: 25, revenue: 6000000000}]}
    value: "中"
  - given: {customer: [{industry: C3985, size: 大}]}
    value: "大"
  - given: {customer: [{industry: C3985}]}
    value: ""
*/
-- 工信部联企业〔2011〕300号 by revenue (fen) and staff; what the credit file states goes before
SELECT
    customer_id,
    multiIf(
        size != '', size,
        employees = 0 OR revenue = 0, '',
        startsWith(industry, 'E'), multiIf(revenue >= 80000000000, '大', revenue >= 6000000000, '中', revenue >= 300000000, '小', '微'),
        startsWith(industry, 'F51'), multiIf(employees >= 200 AND revenue >= 40000000000, '大', employees >= 20 AND revenue >= 5000000000, '中', employees >= 5 AND revenue >= 1000000000, '小', '微'),
        startsWith(industry, 'F52'), multiIf(employees >= 300 AND revenue >= 20000000000, '大', employees >= 50 AND revenue >= 500000000, '中', employees >= 10 AND revenue >= 100000000, '小', '微'),
        startsWith(industry, 'I65'), multiIf(employees >= 300 AND revenue >= 10000000000, '大', employees >= 100 AND revenue >= 1000000000, '中', employees >= 10 AND revenue >= 50000000, '小', '微'),
        match(industry, '^[BCD]'), multiIf(employees >= 1000 AND revenue >= 40000000000, '大', employees >= 300 AND revenue >= 2000000000, '中', employees >= 20 AND revenue >= 300000000, '小', '微'),
        multiIf(employees >= 300, '大', employees >= 100, '中', employees >= 10, '小', '微')) AS value,
    toJSONString(map('stated', toString(size), 'employees', toString(employees), 'revenue', toString(revenue), 'industry', toString(industry))) AS evidence
FROM customers
