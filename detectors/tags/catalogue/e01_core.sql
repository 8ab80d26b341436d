/*
id: E01
version: 1
name: {zh: 核心企业, en: Core enterprise}
family: relation
kind: bool
refresh: day
audience: normal
examples:
  - given: {txn: [{signed: -5, day: -80, cp_name: 供0}, {signed: -5, day: -45, cp_name: 供0}, {signed: -5, day: -10, cp_name: 供0}, {signed: -5, day: -80, cp_name: 供1}, {signed: -5, day: -45, cp_name: 供1}, {signed: -5, day: -10, cp_name: 供1}, {signed: -5, day: -80, cp_name: 供2}, {signed: -5, day: -45, cp_name: 供2}, {signed: -5, day: -10, cp_name: 供2}, {signed: -5, day: -80, cp_name: 供3}, {signed: -5, day: -45, cp_name: 供3}, {signed: -5, day: -10, cp_name: 供3}, {signed: -5, day: -80, cp_name: 供4}, {signed: -5, day: -45, cp_name: 供4}, {signed: -5, day: -10, cp_name: 供4}, {signed: -5, day: -80, cp_name: 供5}, {signed: -5, day: -45, cp_name: 供5}, {signed: -5, day: -10, cp_name: 供5}, {signed: -5, day: -80, cp_name: 供6}, {signed: -5, day: -45, cp_name: 供6}, {signed: -5, day: -10, cp_name: 供6}, {signed: -5, day: -80, cp_name: 供7}, {signed: -5, day: -45, cp_name: 供7}, {signed: -5, day: -10, cp_name: 供7}, {signed: -5, day: -80, cp_name: 供8}, {signed: -5, day: -45, cp_name: 供8}, {signed: -5, day: -10, cp_name: 供8}, {signed: -5, day: -80, cp_name: 供9}, {signed: -5, day: -45, cp_name: 供9}, {signed: -5, day: -10, cp_name: 供9}]}
    value: "1"
  - given: {txn: [{signed: -5}]}
    value: ""
*/
-- a recurring partner was paid, or paid, in three months of the year
SELECT
    customer_id,
    if(suppliers >= 10 OR distributors >= 10, '1', '') AS value,
    toJSONString(map('suppliers', toString(suppliers), 'distributors', toString(distributors))) AS evidence
FROM partners
