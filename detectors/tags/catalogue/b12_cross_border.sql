/*
id: B12
version: 1
name: {zh: 跨境资质, en: Cross-border qualified}
family: basic
kind: bool
refresh: day
audience: normal
examples:
  - given: {customer: [{is_trade_list: true}]}
    value: "1"
  - given: {txn: [{signed: 100, cross_border: true}], customer: [{}]}
    value: "1"
  - given: {customer: [{}]}
    value: ""
*/
SELECT
    customer_id,
    if(is_trade_list OR cross_border_730 > 0, '1', '') AS value,
    toJSONString(map('trade_list', toString(is_trade_list), 'entries_730', toString(cross_border_730))) AS evidence
FROM whole
