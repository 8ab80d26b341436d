/*
F01: {zh: 行外流入, en: Inflow from other banks, unit: fen}
F02: {zh: 行外流出, en: Outflow to other banks, unit: fen}
F03: {zh: 同名流入, en: Same-name inflow, unit: fen}
F04: {zh: 同名流出, en: Same-name outflow, unit: fen}
K21: {zh: 结算量, en: Settlement volume, unit: fen}
*/
-- a reversal keeps the way of the entry it takes back and turns its sign
SELECT customer_id, [
    ('F01', '', '', toInt64(sumIf(s, credit AND other))), ('F02', '', '', toInt64(-sumIf(s, NOT credit AND other))),
    ('F03', '', '', toInt64(sumIf(s, credit AND other AND same))), ('F04', '', '', toInt64(-sumIf(s, NOT credit AND other AND same))),
    ('K21', '', '', toInt64(sumIf(abs(s), operating)))] AS counts
FROM (
    SELECT customer_id, assumeNotNull(signed) AS s, coalesce(cdt_dbt = 'CRDT', false) AS credit, coalesce(other_bank, false) AS other,
        coalesce(same_name, false) AS same, coalesce(op_in OR op_out, false) AS operating
    FROM txn FINAL WHERE day = toDate32({day})
)
GROUP BY customer_id
