-- what holds of a customer now; whose eyes a tag is for, the catalogue of tags says
SELECT tag_id, value, evidence, since, as_of, tag_version AS version FROM tag FINAL WHERE customer_id = {customer} AND value != '' ORDER BY tag_id
