/*
id: L04
version: 1
name: {zh: 关系维系, en: Maintained}
family: life
kind: bool
refresh: day
audience: normal
examples:
  - given: {customer: [{tier: T3}], account: [{account_no: '@1', open_date: -400}], txn: [{signed: 5}]}
    value: "1"
  - given: {customer: [{tier: T3}], account: [{account_no: '@1', open_date: -400}]}
    value: ""
*/
SELECT
    customer_id,
    if(stage = 'L04', '1', '') AS value,
    toJSONString(map('open_accounts', toString(open_accounts), 'account_days', toString(account_days), 'avg_30', toString(recent), 'avg_90', toString(quarter), 'peak_90', toString(peak), 'avg_base', toString(base), 'own_180', toString(moved_180), 'churn_score', toString(churn_score))) AS evidence
FROM stages
