/*
id: S07
version: 1
name: {zh: 冲时点, en: Quarter-end puffing}
family: settlement
kind: bool
refresh: day
audience: normal
examples:
  - given: {customer_day: [{day: -400, bal: 100}, {day: -183, bal: 500}, {day: -180, bal: 100}, {day: -92, bal: 500}, {day: -88, bal: 100}]}
    value: "1"
  - given: {customer_day: [{day: -400, bal: 100}, {day: -92, bal: 500}, {day: -88, bal: 100}]}
    value: ""
*/
SELECT
    customer_id,
    if(puffed_quarter_ends >= 2, '1', '') AS value,
    toJSONString(map('quarter_ends', toString(puffed_quarter_ends))) AS evidence
FROM days
