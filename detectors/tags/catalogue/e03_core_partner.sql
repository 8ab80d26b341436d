/*
id: E03
version: 1
name: {zh: 核心企业上下游, en: Partner of a core enterprise}
family: relation
kind: enum
refresh: day
audience: normal
words:
  供应商: [核心企业供应商, supplier]
  经销商: [核心企业经销商, distributor]
  两者: [既供应又经销, both]
examples:
  - given: {txn: [{signed: 5, day: -70, cp_customer_id: '@X', cp_name: 核心}, {signed: 5, day: -40, cp_customer_id: '@X', cp_name: 核心}, {signed: 5, day: -10, cp_customer_id: '@X', cp_name: 核心}, {signed: 200, cp_name: 乙}, {customer_id: '@X', signed: -5, day: -80, cp_name: 供0}, {customer_id: '@X', signed: -5, day: -45, cp_name: 供0}, {customer_id: '@X', signed: -5, day: -10, cp_name: 供0}, {customer_id: '@X', signed: -5, day: -80, cp_name: 供1}, {customer_id: '@X', signed: -5, day: -45, cp_name: 供1}, {customer_id: '@X', signed: -5, day: -10, cp_name: 供1}, {customer_id: '@X', signed: -5, day: -80, cp_name: 供2}, {customer_id: '@X', signed: -5, day: -45, cp_name: 供2}, {customer_id: '@X', signed: -5, day: -10, cp_name: 供2}, {customer_id: '@X', signed: -5, day: -80, cp_name: 供3}, {customer_id: '@X', signed: -5, day: -45, cp_name: 供3}, {customer_id: '@X', signed: -5, day: -10, cp_name: 供3}, {customer_id: '@X', signed: -5, day: -80, cp_name: 供4}, {customer_id: '@X', signed: -5, day: -45, cp_name: 供4}, {customer_id: '@X', signed: -5, day: -10, cp_name: 供4}, {customer_id: '@X', signed: -5, day: -80, cp_name: 供5}, {customer_id: '@X', signed: -5, day: -45, cp_name: 供5}, {customer_id: '@X', signed: -5, day: -10, cp_name: 供5}, {customer_id: '@X', signed: -5, day: -80, cp_name: 供6}, {customer_id: '@X', signed: -5, day: -45, cp_name: 供6}, {customer_id: '@X', signed: -5, day: -10, cp_name: 供6}, {customer_id: '@X', signed: -5, day: -80, cp_name: 供7}, {customer_id: '@X', signed: -5, day: -45, cp_name: 供7}, {customer_id: '@X', signed: -5, day: -10, cp_name: 供7}, {customer_id: '@X', signed: -5, day: -80, cp_name: 供8}, {customer_id: '@X', signed: -5, day: -45, cp_name: 供8}, {customer_id: '@X', signed: -5, day: -10, cp_name: 供8}, {customer_id: '@X', signed: -5, day: -80, cp_name: 供9}, {customer_id: '@X', signed: -5, day: -45, cp_name: 供9}, {customer_id: '@X', signed: -5, day: -10, cp_name: 供9}]}
    value: 供应商
  - given: {txn: [{signed: -5, day: -70, cp_customer_id: '@X', cp_name: 核心}, {signed: -5, day: -40, cp_customer_id: '@X', cp_name: 核心}, {signed: -5, day: -10, cp_customer_id: '@X', cp_name: 核心}, {signed: -286, cp_name: 乙}, {customer_id: '@X', signed: -5, day: -80, cp_name: 供0}, {customer_id: '@X', signed: -5, day: -45, cp_name: 供0}, {customer_id: '@X', signed: -5, day: -10, cp_name: 供0}, {customer_id: '@X', signed: -5, day: -80, cp_name: 供1}, {customer_id: '@X', signed: -5, day: -45, cp_name: 供1}, {customer_id: '@X', signed: -5, day: -10, cp_name: 供1}, {customer_id: '@X', signed: -5, day: -80, cp_name: 供2}, {customer_id: '@X', signed: -5, day: -45, cp_name: 供2}, {customer_id: '@X', signed: -5, day: -10, cp_name: 供2}, {customer_id: '@X', signed: -5, day: -80, cp_name: 供3}, {customer_id: '@X', signed: -5, day: -45, cp_name: 供3}, {customer_id: '@X', signed: -5, day: -10, cp_name: 供3}, {customer_id: '@X', signed: -5, day: -80, cp_name: 供4}, {customer_id: '@X', signed: -5, day: -45, cp_name: 供4}, {customer_id: '@X', signed: -5, day: -10, cp_name: 供4}, {customer_id: '@X', signed: -5, day: -80, cp_name: 供5}, {customer_id: '@X', signed: -5, day: -45, cp_name: 供5}, {customer_id: '@X', signed: -5, day: -10, cp_name: 供5}, {customer_id: '@X', signed: -5, day: -80, cp_name: 供6}, {customer_id: '@X', signed: -5, day: -45, cp_name: 供6}, {customer_id: '@X', signed: -5, day: -10, cp_name: 供6}, {customer_id: '@X', signed: -5, day: -80, cp_name: 供7}, {customer_id: '@X', signed: -5, day: -45, cp_name: 供7}, {customer_id: '@X', signed: -5, day: -10, cp_name: 供7}, {customer_id: '@X', signed: -5, day: -80, cp_name: 供8}, {customer_id: '@X', signed: -5, day: -45, cp_name: 供8}, {customer_id: '@X', signed: -5, day: -10, cp_name: 供8}, {customer_id: '@X', signed: -5, day: -80, cp_name: 供9}, {customer_id: '@X', signed: -5, day: -45, cp_name: 供9}, {customer_id: '@X', signed: -5, day: -10, cp_name: 供9}]}
    value: ""
  - given: {txn: [{signed: 5, day: -70, cp_customer_id: '@X', cp_name: 平常}, {signed: 5, day: -40, cp_customer_id: '@X', cp_name: 平常}, {signed: 5, day: -10, cp_customer_id: '@X', cp_name: 平常}, {customer_id: '@X', signed: -5, day: -10, cp_name: 供0}]}
    value: ""
*/
-- three payments from it or to it in half a year, and a twentieth of all that came or went
SELECT
    customer_id,
    multiIf(supplies != '' AND distributes != '', '两者', supplies != '', '供应商', '经销商') AS value,
    toJSONString(map('supplies', supplies, 'distributes', distributes, 'share', toString(round(largest_share, 4)))) AS evidence
FROM core_partners
