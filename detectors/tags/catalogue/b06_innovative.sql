/*
id: B06
version: 2
name: {zh: 专精特新层级, en: Innovative enterprise level}
family: basic
kind: enum
refresh: stream
audience: normal
words:
  单项冠军: [制造业单项冠军, single champion]
  小巨人: [专精特新小巨人, little giant]
  专精特新: [专精特新中小企业, specialised and innovative]
  创新型: [创新型中小企业, innovative]
examples:
  - given: {listing: [{list_code: 小巨人, status: 正式}]}
    value: "小巨人"
  - given: {listing: [{list_code: 小巨人, status: 正式, batch: '5', day: -30}, {list_code: 小巨人, status: 公示, batch: '8'}]}
    value: "小巨人"
  - given: {listing: [{list_code: 小巨人, status: 正式, batch: '5', day: -30}, {list_code: 小巨人, status: 撤销, batch: '5'}]}
    value: ""
  - given: {listing: [{list_code: 专精特新, status: 公示}]}
    value: ""
  - given: {listing: [{list_code: 专精特新, status: 正式, valid_to: -1}]}
    value: ""
*/
SELECT
    customer_id,
    multiIf(has(codes, '单项冠军'), '单项冠军', has(codes, '小巨人'), '小巨人', has(codes, '专精特新'), '专精特新', has(codes, '创新型'), '创新型', '') AS value,
    toJSONString(map('lists', toString(arraySort(codes)), 'latest', toString(latest))) AS evidence
FROM lists
