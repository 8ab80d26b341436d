    -- customers as last stated up to the day
    known AS (
        SELECT * FROM customer FINAL WHERE day <= toDate32({day}) AND ({customer} = '' OR customer_id = {customer})
        ORDER BY event_time DESC, log_offset DESC LIMIT 1 BY customer_id
    )
