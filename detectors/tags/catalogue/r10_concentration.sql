/*
id: R10
version: 1
name: {zh: 集中度, en: Payer concentration}
family: risk
kind: ratio
refresh: day
audience: risk
examples:
  - given: {txn: [{signed: 75, cp_name: 甲}, {signed: 25, cp_name: 乙}]}
    value: "0.75"
  - given: {txn: [{signed: -5}]}
    value: ""
*/
SELECT
    customer_id,
    if(came_in > 0, toString(round(top_payer_amount / came_in, 4)), '') AS value,
    toJSONString(map('top_payer', toString(top_payer), 'amount', toString(top_payer_amount), 'of', toString(came_in))) AS evidence
FROM partners
