/*
id: S10
version: 1
name: {zh: 放款即走, en: Drawn and gone}
family: settlement
kind: ratio
refresh: stream
audience: normal
examples:
  - given: {txn: [{signed: 100, business: drawdown, loan_note_id: N1}], finding: [{rule_id: OUT-01, finding_id: '@', object_id: N1, state: open, money_at_stake: 60}]}
    value: "0.6"
  - given: {txn: [{signed: 100, business: drawdown, loan_note_id: N1}]}
    value: "0"
  - given: {txn: [{signed: 100}]}
    value: ""
*/
-- 疑似: by the tracing convention of DOMAIN §0.1.10, not a legal finding
SELECT
    customer_id,
    if(drawn_3 > 0, toString(round(left_3 / drawn_3, 4)), '') AS value,
    toJSONString(map('drawn', toString(drawn_3), 'left', toString(left_3), 'notes', toString(notes), 'convention', toString('LIFO 3bd, then pro rata (GK)'))) AS evidence
FROM drawdowns
