-- what happened to a customer, latest first: findings, contracts, lists, courts, tenders, registry, and the largest entries
-- {audiences}: whose findings may be seen; anti-money-laundering is among them for nobody but its own desk
SELECT at, kind, text_zh, text_en, amount FROM (
    SELECT toUnixTimestamp64Milli(assumeNotNull(event_time)) AS at, 'finding' AS kind, coalesce(title_zh, '') AS text_zh, coalesce(title_en, '') AS text_en, money_at_stake AS amount
    FROM finding FINAL
    WHERE customer_id = {customer} AND day <= toDate32({day}) AND state = 'open' AND coalesce(audience, 'normal') IN {audiences}
    ORDER BY event_time DESC LIMIT 1 BY rule_id, object_id
    UNION ALL
    SELECT toUnixTimestamp64Milli(assumeNotNull(event_time)) AS at, 'contract' AS kind,
        concat(coalesce(object, ''), ' ', coalesce(contract_no, ''), ' ', coalesce(status, '')) AS text_zh, text_zh AS text_en, coalesce(principal, amount) AS amount
    FROM contract FINAL WHERE customer_id = {customer} AND day <= toDate32({day}) AND object != 'schedule'
    UNION ALL
    SELECT toUnixTimestamp64Milli(assumeNotNull(event_time)) AS at, 'listing' AS kind,
        concat(coalesce(status, ''), '名单:', coalesce(list_code, ''), ' ', coalesce(level, '')) AS text_zh, concat('Listed: ', coalesce(list_code, '')) AS text_en,
        CAST(NULL AS Nullable(Int64)) AS amount
    FROM listing FINAL WHERE customer_id = {customer} AND day <= toDate32({day})
    UNION ALL
    SELECT toUnixTimestamp64Milli(assumeNotNull(event_time)) AS at, 'ruling' AS kind,
        concat('司法:', coalesce(role, ''), ' ', case_no) AS text_zh, concat('Court: ', coalesce(role, ''), ' ', case_no) AS text_en, amount
    FROM (SELECT *, coalesce(case_no, '') AS case_no FROM ruling FINAL WHERE customer_id = {customer} AND day <= toDate32({day}))
    UNION ALL
    SELECT toUnixTimestamp64Milli(assumeNotNull(event_time)) AS at, 'tender' AS kind,
        concat('招投标', coalesce(stage, ''), ':', coalesce(title, '')) AS text_zh, concat('Tender: ', coalesce(title, '')) AS text_en, amount
    FROM tender FINAL WHERE customer_id = {customer} AND day <= toDate32({day})
    UNION ALL
    SELECT toUnixTimestamp64Milli(assumeNotNull(event_time)) AS at, 'registry' AS kind,
        concat('工商变更:', coalesce(change_item, ''), ' ', coalesce(after, '')) AS text_zh, concat('Registry: ', coalesce(change_item, ''), ' ', coalesce(after, '')) AS text_en, amount
    FROM registry FINAL WHERE customer_id = {customer} AND day <= toDate32({day})
    UNION ALL
    SELECT toUnixTimestamp64Milli(assumeNotNull(event_time)) AS at, 'entry' AS kind,
        concat(if(assumeNotNull(signed) > 0, '收 ', '付 '), coalesce(cp_name, business, ''), ' ', coalesce(remittance, '')) AS text_zh,
        concat(if(assumeNotNull(signed) > 0, 'In ', 'Out '), coalesce(cp_name, business, ''), ' ', coalesce(remittance, '')) AS text_en, signed AS amount
    FROM txn FINAL WHERE customer_id = {customer} AND day > toDate32({day}) - 90 AND day <= toDate32({day}) AND signed != 0
    ORDER BY abs(assumeNotNull(signed)) DESC LIMIT 20
)
ORDER BY at DESC, kind, text_zh LIMIT {limit}
