-- Fields that no schema knows, the latest first.
SELECT stream, field, sum(seen) AS seen, max(last_at) AS last_at FROM unknown_field FINAL
GROUP BY stream, field
ORDER BY last_at DESC, stream, field
LIMIT {limit}
