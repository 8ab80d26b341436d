/*
id: S06
version: 1
name: {zh: 票据型, en: Settles by bills}
family: settlement
kind: bool
refresh: day
audience: normal
examples:
  - given: {txn: [{signed: 40, business: bill}, {signed: 60}]}
    value: "1"
  - given: {txn: [{signed: 39, business: bill}, {signed: 61}]}
    value: ""
*/
SELECT
    customer_id,
    if(settled_180 > 0 AND bills_180 >= 0.4 * settled_180, '1', '') AS value,
    toJSONString(map('bills_180', toString(bills_180), 'settled_180', toString(settled_180))) AS evidence
FROM entries
