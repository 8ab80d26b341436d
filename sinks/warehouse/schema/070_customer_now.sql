-- needs ClickHouse 22.8: Date32
-- A customer's balance as it is, one row a customer: that of the latest day, of that day's highest version (`place` puts the two in one number).
-- A list of everybody by balance reads this and not every day of every customer. The store keeps it with each insert; who has not moved yet has 0.
CREATE TABLE IF NOT EXISTS customer_now (
    customer_id String, bal Int64, place UInt128, stored_at DateTime MATERIALIZED now()
) ENGINE = ReplacingMergeTree(place) ORDER BY customer_id SETTINGS index_granularity = 1024;

CREATE MATERIALIZED VIEW IF NOT EXISTS customer_now_named TO customer_now AS SELECT customer_id, toInt64(0) AS bal, toUInt128(0) AS place FROM customer;

CREATE MATERIALIZED VIEW IF NOT EXISTS customer_now_moved TO customer_now AS
SELECT customer_id, coalesce(bal, 0) AS bal, bitOr(bitShiftLeft(toUInt128(toUInt32(toInt32(day))), 64), toUInt128(version)) AS place FROM customer_day;

-- what had been stored before: after the views, so that nothing falls between
INSERT INTO customer_now (customer_id, bal, place) SELECT DISTINCT customer_id, toInt64(0), toUInt128(0) FROM customer;

INSERT INTO customer_now (customer_id, bal, place)
SELECT customer_id, coalesce(bal, 0), bitOr(bitShiftLeft(toUInt128(toUInt32(toInt32(day))), 64), toUInt128(version)) FROM customer_day;
