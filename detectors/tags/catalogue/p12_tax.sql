/*
id: P12
version: 1
name: {zh: 缴税签约, en: Pays tax here}
family: product
kind: bool
refresh: day
audience: normal
examples:
  - given: {txn: [{signed: -5, business: tax}]}
    value: "1"
  - given: {txn: [{signed: -5, business: tax, day: -41}]}
    value: ""
*/
SELECT
    customer_id,
    if(tax_n_40 > 0, '1', '') AS value,
    toJSONString(map('entries_40', toString(tax_n_40))) AS evidence
FROM entries
