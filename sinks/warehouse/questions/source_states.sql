-- How each source partition stands.
SELECT source, state, since, watermark FROM source_state FINAL ORDER BY source
