-- The present value of each customer's tags: one row a customer and tag, the highest version holds. An empty value says that the tag
-- has stopped to hold. `since`: the first day of the present value, `as_of`: the day it was last looked at, `tag_version`: the rule's.
CREATE TABLE IF NOT EXISTS tag (
    customer_id String,
    tag_id String,
    value String,
    evidence String,
    since Date,
    as_of Date,
    tag_version Int64,
    version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY (customer_id, tag_id);

-- The days on which a value changed.
CREATE TABLE IF NOT EXISTS tag_history (
    customer_id String,
    tag_id String,
    value String,
    evidence String,
    since Date,
    as_of Date,
    tag_version Int64,
    version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY (customer_id, tag_id, as_of);
