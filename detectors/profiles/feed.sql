-- frame: feed · reads reference · DOMAIN SVC-15: what a feed says of itself
SELECT code AS stream, value != 'stale' AS complete, if(complete, '', 'declared stale') AS reason,
    toInt64(0) AS records, toInt64(0) AS usual_records, 1.0 AS volume_ratio
FROM (
    SELECT code, coalesce(argMax(tuple(value), (event_time, log_offset)).1, '') AS value FROM reference FINAL WHERE kind = 'feed' AND day <= toDate('{day}') GROUP BY code
)
