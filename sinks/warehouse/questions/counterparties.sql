-- who paid a customer and whom it paid in 180 days, the five largest each way (/v1/customers/{id}: counterparties)
SELECT way, name, bank, own_bank, amount, count FROM (
    SELECT
        if(assumeNotNull(signed) > 0, 'in', 'out') AS way,
        coalesce(cp_name, cp_account, '') AS name,
        argMax(coalesce(cp_bank_entity, ''), event_time) AS bank,
        bank != '' AND NOT argMax(coalesce(other_bank, true), event_time) AS own_bank,
        toInt64(sum(abs(assumeNotNull(signed)))) AS amount,
        toInt64(count()) AS count
    FROM txn FINAL
    WHERE customer_id = {customer} AND day > toDate32({day}) - 180 AND day <= toDate32({day}) AND (op_in OR op_out) AND NOT reversal AND coalesce(status, '') != 'TAKEN_BACK'
    GROUP BY way, name
    ORDER BY amount DESC, name LIMIT 5 BY way
) WHERE name != ''
ORDER BY way, amount DESC, name
