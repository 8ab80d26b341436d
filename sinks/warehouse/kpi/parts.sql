-- one key figure of a day in its parts: of the organisations named, and of the RMs of one (/v1/kpis/{id}/drill)
SELECT split, if(split = 'all', org_id, part) AS id, toInt64(value) AS value FROM counter FINAL
WHERE kpi_id = {kpi} AND day = toDate32({day}) AND value != 0 AND ((split = 'all' AND org_id IN {orgs}) OR (split = 'rm' AND org_id = {org}))
ORDER BY split, value DESC, id
