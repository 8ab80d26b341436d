/*
id: S08
version: 1
name: {zh: 同名外流倾向, en: Same-name outflow}
family: settlement
kind: ratio
refresh: day
audience: normal
examples:
  - given: {customer_day: [{day: 0, bal: 0, op_in: 100, out_same: 30}]}
    value: "0.3"
  - given: {customer_day: [{day: 0, bal: 0, op_in: 100}]}
    value: ""
*/
SELECT
    customer_id,
    if(op_in_90 > 0 AND out_same_90 > 0, toString(round(out_same_90 / op_in_90, 4)), '') AS value,
    toJSONString(map('out_same_90', toString(out_same_90), 'op_in_90', toString(op_in_90), 'high', toString(out_same_90 >= 0.3 * op_in_90))) AS evidence
FROM days
