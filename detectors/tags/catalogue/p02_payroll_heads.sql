/*
id: P02
version: 1
name: {zh: 代发规模, en: People paid}
family: product
kind: count
refresh: day
audience: normal
examples:
  - given: {contract: [{object: payroll_batch, contract_no: A, heads: 100, day: -60}, {object: payroll_batch, contract_no: B, heads: 300, day: -30}, {object: payroll_batch, contract_no: C, heads: 120}]}
    value: "120"
  - given: {contract: [{object: loan, contract_no: X1}]}
    value: ""
*/
-- median of the last three batches; a quality payroll customer pays 150 and more
SELECT
    customer_id,
    if(notEmpty(batches), toString(toInt64(arraySort(x -> x.2, batches)[intDiv(length(batches) + 1, 2)].2)), '') AS value,
    toJSONString(map('last_batches', toString(arrayMap(x -> x.2, batches)))) AS evidence
FROM contracts
