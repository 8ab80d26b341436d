-- the {limit} largest entries of the day, by rank, of every organisation with all below it: among the largest of each team, for no more can be theirs
WITH RECURSIVE
-- part: owner
    ,
-- part: above
SELECT org_id, toUInt8(place) AS rank, when AS at, customer_id, signed, counterparty
FROM (
    SELECT at AS org_id, when, customer_id, signed, counterparty, row_number() OVER (PARTITION BY at ORDER BY abs(signed) DESC, event_id) AS place
    FROM (
        SELECT coalesce(o.org_id, '') AS team, e.event_id AS event_id, e.event_time AS when, e.customer_id AS customer_id, e.amount AS signed, e.counterparty AS counterparty
        FROM (
            SELECT customer_id, event_id, event_time, assumeNotNull(signed) AS amount, coalesce(cp_name, business, '') AS counterparty
            FROM txn FINAL WHERE day = toDate32({day}) AND signed != 0
        ) AS e
        LEFT JOIN owner AS o ON o.customer_id = e.customer_id
        ORDER BY abs(e.amount) DESC, e.event_id LIMIT {limit} BY team
    ) AS m
    LEFT JOIN above AS a ON a.id = m.team
    ARRAY JOIN if(empty(a.chain), [''], a.chain) AS at
)
WHERE place <= {limit}
