/*
id: R03
version: 1
name: {zh: 五级分类, en: Loan classification}
family: risk
kind: enum
refresh: day
audience: risk
words:
  正常: [正常, normal]
  关注: [关注, special mention]
  次级: [次级, substandard]
  可疑: [可疑, doubtful]
  损失: [损失, loss]
examples:
  - given: {contract: [{object: loan, contract_no: X1, outstanding: 5, loan_class: 关注}]}
    value: "关注"
  - given: {contract: [{object: loan, contract_no: X1, outstanding: 5, loan_class: 关注, dpd: 91}]}
    value: "次级"
  - given: {contract: [{object: loan, contract_no: X1, outstanding: 0}]}
    value: ""
*/
SELECT
    customer_id,
    multiIf(loans = 0, '', ['正常', '关注', '次级', '可疑', '损失'][greatest(worst_grade, if(worst_dpd > 90, 3, 0), 1)]) AS value,
    toJSONString(map('worst_grade', toString(worst_grade), 'worst_dpd', toString(worst_dpd))) AS evidence
FROM contracts
