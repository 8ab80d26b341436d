-- who has ever been one of these RMs': among them are theirs of any day
SELECT DISTINCT customer_id FROM organisation WHERE object = 'assignment' AND rm_id IN {rms}
