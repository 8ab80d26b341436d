-- what detectors have found and not taken back in 90 days · reads finding · nothing of the anti-money-laundering desk (DOMAIN §0.1.5)
SELECT
    customer_id,
    countIf(rule LIKE 'RSK-%' AND severity = 'P1') AS risk_p1, countIf(rule LIKE 'RSK-%' AND severity = 'P2') AS risk_p2,
    countIf(rule LIKE 'RSK-%' AND severity = 'P3') AS risk_p3, countIf(rule LIKE 'OUT-%' AND severity = 'P1') AS outflow_p1,
    countIf(rule LIKE 'OUT-%' AND severity = 'P2') AS outflow_p2,
    groupUniqArrayIf(rule, rule LIKE 'RSK-%') AS risk_rules, uniqExactIf(object, rule = 'OPP-05') AS new_partners, countIf(rule = 'OUT-16') AS redeemed_and_left,
    maxIf(JSONExtractFloat(said, 'h'), rule = 'RSK-30') AS pressure, argMaxIf(JSONExtractString(said, 'path'), d, rule = 'RSK-30') AS pressure_path
FROM (
    SELECT customer_id, assumeNotNull(rule_id) AS rule, coalesce(finding.severity, '') AS severity, coalesce(object_id, '') AS object, coalesce(evidence, '') AS said, toInt64(day) AS d
    FROM finding FINAL
    WHERE state = 'open' AND day <= toDate32('{day}') AND day > toDate32('{day}') - 90 AND coalesce(audience, 'normal') != 'aml'
        AND rule_id NOT IN ('RSK-08', 'RSK-09') AND customer_id != '' AND {customers}
)
GROUP BY customer_id
