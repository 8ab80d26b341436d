-- whose tag holds now; {value} empty for any value
SELECT customer_id FROM tag FINAL WHERE tag_id = {tag} AND value != '' AND ({value} = '' OR value = {value}) ORDER BY customer_id
