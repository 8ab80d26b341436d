/*
id: B08
version: 2
name: {zh: 上市状态, en: Listed}
family: basic
kind: enum
refresh: day
audience: normal
words:
  上市: [上市公司, listed]
  新三板: [新三板挂牌, on the National Equities Exchange]
  辅导: [上市辅导期, being prepared for listing]
examples:
  - given: {customer: [{listed_code: "600000"}]}
    value: "上市"
  - given: {customer: [{listed_code: "839000"}]}
    value: "新三板"
  - given: {customer: [{}], listing: [{list_code: 上市辅导, status: 正式}]}
    value: "辅导"
  - given: {customer: [{}]}
    value: ""
*/
-- by the code: Shanghai 60 and 68, Shenzhen 00 and 30, Beijing 92; any other six digits are the National Equities Exchange's
SELECT
    customer_id,
    multiIf(match(listed_code, '^(60|68|00|30|92)[0-9]{4}$'), '上市', match(listed_code, '^[0-9]{6}$'), '新三板', has(codes, '上市辅导'), '辅导', listed_code != '', '上市', '') AS value,
    toJSONString(map('listed_code', toString(listed_code), 'lists', toString(arraySort(codes)))) AS evidence
FROM customers LEFT JOIN lists USING (customer_id)
