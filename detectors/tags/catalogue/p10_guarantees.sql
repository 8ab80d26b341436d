/*
id: P10
version: 1
name: {zh: 保函客户, en: Letters of guarantee}
family: product
kind: bool
refresh: day
audience: normal
examples:
  - given: {contract: [{object: guarantee, contract_no: X1, amount: 5, beneficiary: 乙}]}
    value: "1"
  - given: {contract: [{object: guarantee, contract_no: X1, amount: 5}]}
    value: ""
*/
-- a guarantee with a beneficiary is a letter of ours; one without secures a loan
SELECT
    customer_id,
    if(letters_of_guarantee > 0, '1', '') AS value,
    toJSONString(map('live', toString(letters_of_guarantee))) AS evidence
FROM contracts
