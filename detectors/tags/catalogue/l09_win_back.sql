/*
id: L09
version: 1
name: {zh: 预热回流, en: Win-back}
family: life
kind: bool
refresh: day
audience: normal
examples:
  - given: {customer: [{tier: T3}], account: [{account_no: '@1', open_date: -700}], customer_day: [{day: -390, bal: 1000}, {day: -120, bal: 10}, {day: -29, bal: 900}]}
    value: "1"
  - given: {customer: [{tier: T3}], account: [{account_no: '@1', open_date: -700}], customer_day: [{day: -390, bal: 1000}]}
    value: ""
*/
-- a modifier beside the stage: the 90 days before were below half the peak, the last 30 are back above it
SELECT
    customer_id,
    if(peak > 0 AND base < 0.5 * peak AND recent >= 0.5 * peak, '1', '') AS value,
    toJSONString(map('open_accounts', toString(open_accounts), 'account_days', toString(account_days), 'avg_30', toString(recent), 'avg_90', toString(quarter), 'peak_90', toString(peak), 'avg_base', toString(base), 'own_180', toString(moved_180), 'churn_score', toString(churn_score))) AS evidence
FROM stages
