/*
id: S03
version: 2
name: {zh: 沉淀型, en: Resting money}
family: settlement
kind: bool
refresh: day
audience: normal
examples:
  - given: {customer_day: [{day: -120, bal: 1000}]}
    value: "1"
  - given: {customer_day: [{day: -120, bal: 1000}, {day: -40, bal: 100}]}
    value: ""
  - given: {customer_day: [{day: -120, bal: 1000}, {day: 0, bal: 1500}]}
    value: ""
*/
-- the operating part of a balance: no more than its average of 90 days (DOMAIN §1.2, S2b; five-day means change it by less than one day's move)
SELECT
    customer_id,
    if(avg_90 > 0 AND history_days >= 90 AND least(bal, avg_90) >= 0.7 * bal AND variation_90 <= 0.3, '1', '') AS value,
    toJSONString(map('operating', toString(least(bal, avg_90)), 'bal', toString(bal), 'variation_90', toString(round(variation_90, 4)))) AS evidence
FROM days
