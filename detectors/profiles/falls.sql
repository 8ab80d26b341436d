-- for detectors/graph · reads ruling · default-class events of the day with their strength s₀ (DOMAIN §6.2)
SELECT customer_id, argMax(event_id, s) AS event_id, max(s) AS strength FROM (
    SELECT customer_id, event_id, multiIf(role = '破产', 1.0, role = '失信', 0.7, 0.5) AS s FROM ruling FINAL
    WHERE customer_id != '' AND day = toDate('{day}') AND role IN ('被执行人', '失信', '限高', '破产') AND coalesce(performance, '') != '已履行'
        AND confidence >= 1 AND (role IN ('失信', '破产') OR amount >= 50000000)
) GROUP BY customer_id
