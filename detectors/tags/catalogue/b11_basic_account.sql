/*
id: B11
version: 1
name: {zh: 基本户归属, en: Basic account here}
family: basic
kind: bool
refresh: day
audience: normal
examples:
  - given: {account: [{account_no: '@1', type: 基本户}]}
    value: "1"
  - given: {account: [{account_no: '@1', type: 一般户}]}
    value: ""
  - given: {account: [{account_no: '@1', type: 基本户, status: 销户}]}
    value: ""
*/
SELECT
    customer_id,
    if(basic_accounts > 0, '1', '') AS value,
    toJSONString(map('basic_accounts', toString(basic_accounts))) AS evidence
FROM accounts
