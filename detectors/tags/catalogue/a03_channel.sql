/*
id: A03
version: 1
name: {zh: 渠道偏好, en: Preferred channel}
family: activity
kind: text
refresh: day
audience: normal
examples:
  - given: {txn: [{signed: 100, channel: 网银}, {signed: 100, channel: 网银}, {signed: 100, channel: 柜面}]}
    value: "网银"
  - given: {txn: [{signed: 100, channel: 网银}, {signed: 100, channel: 柜面}]}
    value: ""
*/
SELECT
    customer_id,
    if(arrayMax(channels.2) >= 0.6 * arraySum(channels.2) AND notEmpty(channels.1), channels.1[indexOf(channels.2, arrayMax(channels.2))], '') AS value,
    toJSONString(map('channels', toString(channels.1), 'counts', toString(channels.2))) AS evidence
FROM entries
