/*
id: S09
version: 1
name: {zh: 季节型, en: Seasonal}
family: settlement
kind: bool
refresh: day
audience: normal
examples:
  - given: {customer_day: [{day: -781, bal: 0}, {day: -730, bal: 0, op_in: 1000000}, {day: -365, bal: 0, op_in: 1000000}]}
    value: "1"
  - given: {customer_day: [{day: -781, bal: 0}, {day: -730, bal: 0, op_in: 1000000}, {day: -270, bal: 0, op_in: 1000000}]}
    value: ""
  - given: {customer_day: [{day: -365, bal: 0, op_in: 1000000}]}
    value: ""
*/
SELECT
    customer_id,
    if(whole_months >= 24 AND spread > 0 AND together >= 0.6 * spread, '1', '') AS value,
    toJSONString(map('months', toString(whole_months), 'autocorrelation_12', toString(if(spread > 0, round(together / spread, 4), 0)))) AS evidence
FROM months
