-- the last day up to a day that has been counted: a day that has just begun has no figures yet, and none is not nought
SELECT toDate(max(c.day)) AS latest FROM counter AS c
WHERE kpi_id = {kpi} AND split = 'all' AND org_id = '' AND c.day <= toDate32({day}) HAVING count() > 0
