-- the largest entries of the last counted day; the other side is masked, for a wall is read by everybody in the room
WITH
-- part: scope
    ,
    (SELECT max(day) FROM counter_movement WHERE org_id = org AND day >= since AND day <= until) AS today
SELECT assumeNotNull(at) AS time, customer_id AS customer, signed / 100 AS amount, if(counterparty = '', '', concat(substringUTF8(counterparty, 1, 2), '***')) AS counterparty
FROM counter_movement FINAL WHERE org_id = org AND day = today ORDER BY rank LIMIT 12
