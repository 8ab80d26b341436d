/*
id: P13
version: 1
name: {zh: 产品空白, en: Missing products}
family: product
kind: text
refresh: day
audience: normal
examples:
  - given:
      customer: [{industry: Q84}, {customer_id: '@B', industry: Q8411}, {customer_id: '@D', industry: Q84}, {customer_id: '@E', industry: Q84}, {customer_id: '@F', industry: Q84}]
      contract: [{customer_id: '@B', object: payroll_agreement, contract_no: '@B'}, {customer_id: '@D', object: payroll_agreement, contract_no: '@D'}, {customer_id: '@E', object: derivative, contract_no: '@E'}]
    value: "代发"
  - given:
      customer: [{industry: Q85}, {customer_id: '@B', industry: Q85}, {customer_id: '@D', industry: Q85}, {customer_id: '@E', industry: Q85}, {customer_id: '@F', industry: Q85}]
      contract: [{object: payroll_agreement, contract_no: '@A'}, {customer_id: '@B', object: payroll_agreement, contract_no: '@B'}]
    value: ""
*/
-- what two fifths of the industry's customers hold and this one does not; an industry of fewer than five says nothing (GK)
SELECT
    customer_id,
    if(peers < 5, '', arrayStringConcat(arrayFilter(x -> x != '', [if(paying >= 0.4 AND NOT pays, '代发', ''), if(managing >= 0.4 AND NOT manages, '现管', ''), if(hedging >= 0.4 AND NOT hedges, '外汇', '')]), '、')) AS value,
    toJSONString(map('peers', toString(peers), 'payroll', toString(round(paying, 4)), 'cash_management', toString(round(managing, 4)), 'fx', toString(round(hedging, 4)))) AS evidence
FROM peers
