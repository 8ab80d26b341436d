/*
id: A02
version: 1
name: {zh: 网银活跃, en: E-banking active}
family: activity
kind: bool
refresh: day
audience: normal
examples:
  - given: {service: [{id: '@1', kind: login}, {id: '@2', kind: login}, {id: '@3', kind: login}, {id: '@4', kind: login}]}
    value: "1"
  - given: {service: [{id: '@1', kind: login}]}
    value: ""
*/
SELECT
    customer_id,
    if(logins_30 >= 4, '1', '') AS value,
    toJSONString(map('logins_30', toString(logins_30))) AS evidence
FROM services
