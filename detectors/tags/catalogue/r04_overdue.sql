/*
id: R04
version: 1
name: {zh: 逾期天数, en: Days overdue}
family: risk
kind: enum
refresh: day
audience: risk
words:
  '0': [未逾期, not overdue]
  1-7: [1–7天, 1 to 7 days]
  8-30: [8–30天, 8 to 30 days]
  31-60: [31–60天, 31 to 60 days]
  61-90: [61–90天, 61 to 90 days]
  '>90': [超过90天, over 90 days]
examples:
  - given: {contract: [{object: loan, contract_no: X1, outstanding: 5, dpd: 8}]}
    value: "8-30"
  - given: {contract: [{object: loan, contract_no: X1, outstanding: 5}]}
    value: "0"
  - given: {contract: [{object: loan, contract_no: X1, outstanding: 0}]}
    value: ""
*/
SELECT
    customer_id,
    multiIf(loans = 0, '', worst_dpd <= 0, '0', worst_dpd <= 7, '1-7', worst_dpd <= 30, '8-30', worst_dpd <= 60, '31-60', worst_dpd <= 90, '61-90', '>90') AS value,
    toJSONString(map('worst_dpd', toString(worst_dpd), 'loans', toString(loans))) AS evidence
FROM contracts
