/*
id: P03
version: 1
name: {zh: 有贷户, en: Borrower}
family: product
kind: enum
refresh: day
audience: normal
words:
  有贷: [有贷户, borrower]
  曾贷: [曾贷户, former borrower]
  无贷: [无贷户, no loan here]
examples:
  - given: {customer: [{}], contract: [{object: loan, contract_no: X1, outstanding: 5}]}
    value: "有贷"
  - given: {customer: [{}], contract: [{object: loan, contract_no: X1, outstanding: 0, status: repaid}]}
    value: "曾贷"
  - given: {customer: [{}]}
    value: "无贷"
*/
SELECT
    customer_id,
    multiIf(loans > 0, '有贷', loans_ever > 0, '曾贷', '无贷') AS value,
    toJSONString(map('loans', toString(loans), 'loans_ever', toString(loans_ever))) AS evidence
FROM whole
