/*
id: S01
version: 1
name: {zh: 主结算行, en: Main bank}
family: settlement
kind: bool
refresh: day
audience: normal
examples:
  - given: {customer: [{revenue: 100}], customer_day: [{day: 0, bal: 1, op_in: 50}]}
    value: "1"
  - given: {customer: [{}], account: [{account_no: '@1', type: 基本户}], customer_day: [{day: 0, bal: 1, payroll: 5, tax: 5}]}
    value: "1"
  - given: {customer: [{revenue: 100}], customer_day: [{day: 0, bal: 1, op_in: 49}]}
    value: ""
*/
SELECT
    customer_id,
    if((revenue > 0 AND op_in_365 >= 0.5 * revenue) OR (basic_accounts > 0 AND payroll_40 > 0 AND tax_40 > 0), '1', '') AS value,
    toJSONString(map('op_in_365', toString(op_in_365), 'revenue', toString(revenue), 'basic_accounts', toString(basic_accounts), 'payroll_40', toString(payroll_40), 'tax_40', toString(tax_40))) AS evidence
FROM whole
