/*
id: P05
version: 1
name: {zh: 国际结算客户, en: International settlement}
family: product
kind: bool
refresh: day
audience: normal
examples:
  - given: {txn: [{signed: 100, cross_border: true}], customer: [{}]}
    value: "1"
  - given: {txn: [{signed: 100, cross_border: true, day: -181}], customer: [{}]}
    value: ""
*/
SELECT
    customer_id,
    if(cross_border_180 > 0 OR trade_finance > 0, '1', '') AS value,
    toJSONString(map('entries_180', toString(cross_border_180), 'trade_finance', toString(trade_finance))) AS evidence
FROM whole
