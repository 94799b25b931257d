-- Grain: one row per session (site_id, session_id), once merged. Every column is idempotent, so a replay changes nothing.
-- `first` and `identity` are minimum and maximum of whole tuples: the row of the first event, and of the last one that names a distinct_id.
-- `tie` is a hash of the event id: it orders events of the same millisecond, so that the outcome does not depend on the order of arrival.
-- Times are Int64: compiled min and max of DateTime64 take years before 1970 for the latest in 26.1 to 26.7 (ClickHouse issue 113942).
CREATE TABLE IF NOT EXISTS ${database}.metadata_session${local}${on_cluster}
(
    site_id UUID CODEC(ZSTD(1)),
    session_id UUID CODEC(ZSTD(1)),
    first_seen_ms SimpleAggregateFunction(min, Int64) COMMENT 'Unix milliseconds' CODEC(ZSTD(1)),
    last_seen_ms SimpleAggregateFunction(max, Int64) COMMENT 'Unix milliseconds' CODEC(ZSTD(1)),
    first SimpleAggregateFunction(min, Tuple(
        event_time DateTime64(3, 'UTC'),
        tie UInt64,
        hostname String,
        browser String,
        os String,
        device String,
        screen String,
        language String,
        country String,
        region String,
        city String)) CODEC(ZSTD(1)),
    identity SimpleAggregateFunction(max, Tuple(
        is_known UInt8,
        event_time DateTime64(3, 'UTC'),
        tie UInt64,
        distinct_id String)) CODEC(ZSTD(1))
)
ENGINE = ${replicated}AggregatingMergeTree
ORDER BY (site_id, session_id)
SETTINGS non_replicated_deduplication_window = 1000;

-- only: cluster
CREATE TABLE IF NOT EXISTS ${database}.metadata_session${on_cluster}
AS ${database}.metadata_session_local
ENGINE = Distributed('${cluster}', '${database}', metadata_session_local, cityHash64(session_id));
