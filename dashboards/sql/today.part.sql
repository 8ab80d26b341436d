    -- the last day of the period that has been counted: while a bank is replayed that need not be today
    (SELECT max(day) FROM counter WHERE kpi_id = 'K01' AND split = 'all' AND org_id = org AND day >= since AND day <= until) AS today
