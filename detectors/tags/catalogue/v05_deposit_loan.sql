/*
id: V05
version: 1
name: {zh: 存贷比贡献, en: Deposits to loans}
family: value
kind: ratio
refresh: day
audience: normal
examples:
  - given: {customer_day: [{day: 0, bal: 500}], customer: [{}], contract: [{object: loan, contract_no: X1, outstanding: 1000}]}
    value: "0.5"
  - given: {customer_day: [{day: 0, bal: 500}]}
    value: ""
*/
-- few_deposits: 贷多存少, below 5 % with loans of ¥10 m and more
SELECT
    customer_id,
    if(loans > 0, toString(round(avg_90 / loans, 4)), '') AS value,
    toJSONString(map('avg_90', toString(avg_90), 'loans', toString(loans), 'few_deposits', toString(loans >= 1000000000 AND avg_90 < 0.05 * loans))) AS evidence
FROM whole
