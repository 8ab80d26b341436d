-- the {limit} largest entries of the day, by rank, of every organisation with all below it
WITH RECURSIVE
-- part: owner
    ,
-- part: above
SELECT org_id, toUInt8(rank) AS rank, when AS at, customer_id, signed, counterparty
FROM (
    SELECT at AS org_id, e.event_time AS when, e.customer_id AS customer_id, assumeNotNull(e.signed) AS signed, e.counterparty AS counterparty,
        row_number() OVER (PARTITION BY at ORDER BY abs(e.signed) DESC, e.event_id) AS rank
    FROM (SELECT customer_id, event_id, event_time, signed, coalesce(cp_name, business, '') AS counterparty FROM txn FINAL WHERE day = toDate32({day}) AND signed != 0) AS e
    LEFT JOIN owner AS o ON o.customer_id = e.customer_id
    LEFT JOIN above AS a ON a.id = o.org_id
    ARRAY JOIN if(empty(a.chain), [''], a.chain) AS at
)
WHERE rank <= {limit}
