/*
id: E08
version: 2
name: {zh: 政府补贴/国企付款方, en: Public payer}
family: relation
kind: bool
refresh: day
audience: normal
examples:
  - given: {txn: [{signed: 20, cp_name: 财政局, cp_kind: treasury}, {signed: 80, cp_name: 乙}]}
    value: "1"
  - given: {txn: [{signed: 19, cp_name: 财政局, cp_kind: treasury}, {signed: 81, cp_name: 乙}]}
    value: ""
*/
SELECT
    customer_id,
    if(came_in > 0 AND from_public >= 0.2 * came_in, '1', '') AS value,
    toJSONString(map('from_public', toString(from_public), 'came_in', toString(came_in))) AS evidence
FROM partners
