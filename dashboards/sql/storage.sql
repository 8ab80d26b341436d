-- what the warehouse's tables hold
SELECT table AS name, toInt64(sum(rows)) AS row_count, toInt64(sum(bytes_on_disk)) AS size, toInt64(count()) AS parts, max(modification_time) AS written
FROM system.parts WHERE active AND database = currentDatabase() GROUP BY name ORDER BY size DESC
