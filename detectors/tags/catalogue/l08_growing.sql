/*
id: L08
version: 1
name: {zh: 成长, en: Growing}
family: life
kind: bool
refresh: day
audience: normal
examples:
  - given: {customer: [{tier: T3}], account: [{account_no: '@1', open_date: -700}], customer_day: [{day: -600, bal: 100}, {day: -89, bal: 130}]}
    value: "1"
  - given: {customer: [{tier: T3}], account: [{account_no: '@1', open_date: -700}], customer_day: [{day: -600, bal: 100}]}
    value: ""
*/
-- a modifier beside the stage: 30 % above the same 90 days of last year
SELECT
    customer_id,
    if(year_ago > 0 AND quarter >= 1.3 * year_ago, '1', '') AS value,
    toJSONString(map('open_accounts', toString(open_accounts), 'account_days', toString(account_days), 'avg_30', toString(recent), 'avg_90', toString(quarter), 'peak_90', toString(peak), 'avg_base', toString(base), 'own_180', toString(moved_180), 'churn_score', toString(churn_score))) AS evidence
FROM stages
