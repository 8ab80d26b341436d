-- Records that could not be taken, the newest first, with numbers below {after} (0: from the newest); of one reason or ('') of all.
SELECT * FROM dead_letter FINAL
WHERE ({reason} = '' OR reason = {reason}) AND ({after} = 0 OR number < {after})
ORDER BY number DESC
LIMIT {limit}
