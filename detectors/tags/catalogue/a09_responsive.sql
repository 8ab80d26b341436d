/*
id: A09
version: 1
name: {zh: 响应度, en: Responsiveness}
family: activity
kind: ratio
refresh: day
audience: normal
examples:
  - given: {interaction: [{id: '@1', type: 电话, result_code: 有效}, {id: '@2', type: 电话, result_code: 客户拒绝}, {id: '@3', type: 拜访, result_code: 有效}, {id: '@4', type: 拜访, result_code: 有效}]}
    value: "0.75"
  - given: {interaction: [{id: '@1', type: 电话}]}
    value: ""
*/
-- high at 60 % and more, low below 20 %
SELECT
    customer_id,
    if(tried_180 >= 3, toString(round(accepted_180 / tried_180, 4)), '') AS value,
    toJSONString(map('accepted_180', toString(accepted_180), 'tried_180', toString(tried_180))) AS evidence
FROM contacts
