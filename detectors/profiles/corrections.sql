-- asked first at a close · reads txn · entries of the last four days (they may come three days late) that correct, retract or reverse another
SELECT * FROM txn FINAL
WHERE day > toDate('{day}') - 4 AND day <= toDate('{day}') AND original_ref IS NOT NULL AND (reversal OR op != 'I')
