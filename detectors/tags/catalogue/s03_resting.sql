/*
id: S03
version: 1
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
*/
SELECT
    customer_id,
    if(avg_90 > 0 AND history_days >= 90 AND lowest_90 >= 0.7 * bal AND variation_90 <= 0.3, '1', '') AS value,
    toJSONString(map('lowest_90', toString(lowest_90), 'bal', toString(bal), 'variation_90', toString(round(variation_90, 4)))) AS evidence
FROM days
