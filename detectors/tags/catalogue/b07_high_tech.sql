/*
id: B07
version: 2
name: {zh: 高新/科技型, en: High-tech}
family: basic
kind: bool
refresh: stream
audience: normal
examples:
  - given: {listing: [{list_code: 高企, status: 正式}]}
    value: "1"
  - given: {listing: [{list_code: 小巨人, status: 正式}]}
    value: ""
*/
SELECT
    customer_id,
    if(hasAny(codes, ['高企', '科技型中小']), '1', '') AS value,
    toJSONString(map('lists', toString(arraySort(codes)))) AS evidence
FROM lists
