-- how much of a customer's operating money of 180 days came from or went to other banks
SELECT sumIf(abs(assumeNotNull(signed)), other_bank) / sum(abs(assumeNotNull(signed))) AS share
FROM txn FINAL
WHERE customer_id = {customer} AND day > toDate32({day}) - 180 AND day <= toDate32({day}) AND (op_in OR op_out) AND NOT reversal
HAVING count() > 0
