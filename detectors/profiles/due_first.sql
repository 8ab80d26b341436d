-- asked before due.sql, which is dear: whether any version of a contract ever said that it falls due on a day that some rule asks for
SELECT 1 AS found FROM contract WHERE object IN ('deposit', 'loan', 'schedule') AND coalesce(maturity, due_date) IN {due_dates} LIMIT 1
