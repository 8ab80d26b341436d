/*
id: A04
version: 1
name: {zh: 直联客户, en: Direct link}
family: activity
kind: bool
refresh: day
audience: normal
examples:
  - given: {txn: [{signed: 100, channel: 银企直联}]}
    value: "1"
  - given: {txn: [{signed: 100, channel: 银企直联, day: -31}]}
    value: ""
*/
SELECT
    customer_id,
    if(direct_30 > 0, '1', '') AS value,
    toJSONString(map('direct_30', toString(direct_30))) AS evidence
FROM entries
