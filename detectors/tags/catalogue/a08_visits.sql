/*
id: A08
version: 1
name: {zh: 拜访冷热, en: Visit warmth}
family: activity
kind: enum
refresh: day
audience: normal
words:
  热: [30天内拜访, visited within 30 days]
  温: [90天内拜访, visited within 90 days]
  冷: [超过90天未访, not visited for over 90 days]
examples:
  - given: {interaction: [{id: '@1', type: 拜访, day: -40}]}
    value: "温"
  - given: {interaction: [{id: '@1', type: 电话}]}
    value: ""
*/
SELECT
    customer_id,
    multiIf(last_visit = 0, '', contact_today - last_visit <= 30, '热', contact_today - last_visit <= 90, '温', '冷') AS value,
    toJSONString(map('last_visit', toString(toDate32(last_visit)))) AS evidence
FROM contacts
