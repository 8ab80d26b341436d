/*
id: A08
version: 2
name: {zh: 拜访冷热, en: Visit warmth}
family: activity
kind: enum
refresh: day
audience: normal
words:
  热: [在拜访周期内, visited within its period]
  温: [超期不到一倍, overdue by less than a period]
  冷: [超期一倍以上, overdue by more]
examples:
  - given: {customer: [{tier: T1}], interaction: [{id: '@1', type: 拜访, day: -40}]}
    value: "温"
  - given: {customer: [{}], interaction: [{id: '@1', type: 拜访, day: -40}]}
    value: "热"
  - given: {interaction: [{id: '@1', type: 拜访, day: -400}]}
    value: "冷"
  - given: {interaction: [{id: '@1', type: 电话}]}
    value: ""
*/
-- the period of SVC-08: T1 30, T2 60, T3 90, T4 and others 180 days
SELECT
    customer_id,
    multiIf(last_visit = 0, '', contact_today - last_visit <= transform(tier, ['T1', 'T2', 'T3'], [30, 60, 90], 180), '热', contact_today - last_visit <= 2 * transform(tier, ['T1', 'T2', 'T3'], [30, 60, 90], 180), '温', '冷') AS value,
    toJSONString(map('last_visit', toString(toDate32(last_visit)), 'period_days', toString(transform(tier, ['T1', 'T2', 'T3'], [30, 60, 90], 180)))) AS evidence
FROM contacts LEFT JOIN customers USING (customer_id)
