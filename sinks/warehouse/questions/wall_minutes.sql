-- money in and out by the minute of two days
SELECT day, concat(leftPad(toString(intDiv(minute, 60)), 2, '0'), ':', leftPad(toString(minute % 60), 2, '0')) AS minute, inflow, outflow
FROM counter_minute FINAL WHERE org_id = {org} AND day IN (toDate32({day}), toDate32({day}) - 1) AND entries != 0 ORDER BY day, minute
