/*
id: R10
version: 2
name: {zh: 集中度, en: Payer concentration}
family: risk
kind: ratio
refresh: day
audience: risk
examples:
  - given: {txn: [{signed: 75, cp_name: 甲}, {signed: 25, cp_name: 乙}]}
    value: "0.75"
  - given: {txn: [{signed: 10, cp_name: 甲}, {signed: 90, cp_name: null, cp_account: null}]}
    value: "0.1"
  - given: {txn: [{signed: 90, cp_name: null, cp_account: null}]}
    value: ""
  - given: {txn: [{signed: -5}]}
    value: ""
*/
SELECT
    customer_id,
    if(top_payer_amount > 0, toString(round(top_payer_amount / came_in, 4)), '') AS value,
    toJSONString(map('top_payer', toString(top_payer), 'amount', toString(top_payer_amount), 'of', toString(came_in))) AS evidence
FROM partners
