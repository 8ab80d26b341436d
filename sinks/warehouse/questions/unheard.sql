-- names of customers, present and former ones, that have not been read yet as this program reads them
SELECT DISTINCT assumeNotNull(name) AS name FROM customer WHERE name != '' AND name NOT IN (SELECT name FROM name_sound WHERE reading = {reading})
