/*
id: R02
version: 1
name: {zh: 观察名单, en: Watch list}
family: risk
kind: bool
refresh: stream
audience: risk
examples:
  - given: {listing: [{list_code: 观察名单, status: 正式, valid_to: 60}]}
    value: "1"
  - given: {listing: [{list_code: 观察名单, status: 正式, valid_to: -1}]}
    value: ""
  - given: {listing: [{list_code: 小巨人, status: 正式}]}
    value: ""
*/
-- the bank's own list comes as a list of S13; its end of validity is the review date
SELECT
    customer_id,
    if(has(codes, '观察名单'), '1', '') AS value,
    toJSONString(map('review', toString(ends[indexOf(codes, '观察名单')]))) AS evidence
FROM lists
