    -- customers as last stated up to the day; of a page's alone before rows of one key are made one, which is right for a key and saves all others
    known AS (
        SELECT * FROM customer FINAL PREWHERE {everybody} OR customer_id IN {among}
        WHERE day <= toDate32({day})
        ORDER BY event_time DESC, log_offset DESC LIMIT 1 BY customer_id
    )
