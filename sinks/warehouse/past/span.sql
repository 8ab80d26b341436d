-- From which day to which a table has facts, and how many there are.
SELECT min(day) AS first, max(day) AS last, count() AS rows FROM [table] WHERE day <= toDate32({until})
