/*
id: L06
version: 1
name: {zh: 已流失, en: Lost}
family: life
kind: bool
refresh: day
audience: normal
examples:
  - given: {customer: [{}], account: [{account_no: '@1', status: 销户}]}
    value: "1"
  - given: {customer: [{tier: T3}], account: [{account_no: '@1', open_date: -400}], customer_day: [{day: -390, bal: 10000}, {day: -150, bal: 10}]}
    value: "1"
  - given: {customer: [{tier: T3}], account: [{account_no: '@1', open_date: -400}], txn: [{signed: 5}]}
    value: ""
*/
SELECT
    customer_id,
    if(stage = 'L06', '1', '') AS value,
    toJSONString(map('open_accounts', toString(open_accounts), 'account_days', toString(account_days), 'avg_30', toString(recent), 'avg_90', toString(quarter), 'peak_90', toString(peak), 'avg_base', toString(base), 'own_180', toString(moved_180), 'churn_score', toString(churn_score))) AS evidence
FROM stages
