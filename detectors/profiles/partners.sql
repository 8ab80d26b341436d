-- frame: partners · reads txn, contract · DOMAIN RSK-04 trap: whom a borrower has both paid and been paid by for a year or longer
SELECT customer_id, groupArray(cp) AS partners FROM (
    SELECT customer_id, coalesce(cp_account, cp_name) AS cp FROM txn FINAL
    WHERE day <= toDate('{day}') AND business = 'transfer' AND NOT reversal AND coalesce(status, '') != 'TAKEN_BACK' AND NOT same_name AND cp IS NOT NULL
        AND customer_id IN (SELECT customer_id FROM contract WHERE object = 'loan' AND start > toDate('{day}') - 45 AND day <= toDate('{day}'))
    GROUP BY customer_id, cp
    HAVING minIf(day, cdt_dbt = 'CRDT') <= toDate('{day}') - 365 AND minIf(day, cdt_dbt = 'DBIT') <= toDate('{day}') - 365
        AND countIf(cdt_dbt = 'CRDT') > 0 AND countIf(cdt_dbt = 'DBIT') > 0
) GROUP BY customer_id
