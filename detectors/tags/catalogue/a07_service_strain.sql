/*
id: A07
version: 1
name: {zh: 服务紧张, en: Service strain}
family: activity
kind: bool
refresh: stream
audience: normal
examples:
  - given: {service: [{id: '@1', kind: complaint, status: open}]}
    value: "1"
  - given: {service: [{id: '@1', kind: ticket}]}
    value: ""
*/
SELECT
    customer_id,
    if(complaints_open > 0 OR tickets_30 >= 2 OR failures_7 >= 3, '1', '') AS value,
    toJSONString(map('complaints_open', toString(complaints_open), 'tickets_30', toString(tickets_30), 'failures_7', toString(failures_7))) AS evidence
FROM services
