-- the last three loans drawn, and how much of each left under the same name by the trace · reads txn, finding · DOMAIN §0.1.10
SELECT customer_id, sum(drawn) AS drawn_3, sum(least(left_of, drawn)) AS left_3, count() AS notes
FROM (
    SELECT d.customer_id AS customer_id, d.note AS note, d.drawn AS drawn, coalesce(f.gone, 0) AS left_of
    FROM (
        SELECT customer_id, coalesce(loan_note_id, '') AS note, sum(assumeNotNull(signed)) AS drawn, max(day) AS last_day FROM txn FINAL
        WHERE business = 'drawdown' AND NOT reversal AND day <= toDate32('{day}') AND day > toDate32('{day}') - 730 AND customer_id != '' AND {customers}
        GROUP BY customer_id, note
    ) AS d
    LEFT JOIN (
        SELECT customer_id, coalesce(object_id, '') AS note, max(coalesce(money_at_stake, 0)) AS gone FROM finding FINAL
        WHERE rule_id = 'OUT-01' AND state = 'open' AND day <= toDate32('{day}') AND {customers} GROUP BY customer_id, note
    ) AS f ON f.customer_id = d.customer_id AND f.note = d.note
    ORDER BY d.last_day DESC, d.note LIMIT 3 BY customer_id
)
GROUP BY customer_id
