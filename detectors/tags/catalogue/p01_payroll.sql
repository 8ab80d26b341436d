/*
id: P01
version: 1
name: {zh: 代发客户, en: Payroll customer}
family: product
kind: bool
refresh: day
audience: normal
examples:
  - given: {contract: [{object: payroll_agreement, contract_no: A, status: 正常}, {object: payroll_batch, contract_no: B, heads: 9}]}
    value: "1"
  - given: {contract: [{object: payroll_agreement, contract_no: A}]}
    value: ""
*/
SELECT
    customer_id,
    if(payroll_agreements > 0 AND batches_40 > 0, '1', '') AS value,
    toJSONString(map('agreements', toString(payroll_agreements), 'batches_40', toString(batches_40))) AS evidence
FROM contracts
