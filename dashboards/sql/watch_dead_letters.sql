-- records that could not be taken, stored within the period
SELECT toFloat64(count()) AS letters FROM dead_letter WHERE stored_at >= $__fromTime
