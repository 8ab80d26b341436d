-- asked before institution.sql, which is dear: whether there is any institution at all
SELECT 1 AS found FROM customer WHERE institution_class IS NOT NULL LIMIT 1
