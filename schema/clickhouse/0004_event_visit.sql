-- Grain: one row per visit (site_id, session_id, visit_id), once merged. Every column is idempotent, so a replay changes nothing.
-- `entry` and `exit` are minimum and maximum of whole tuples. Their first element prefers views (page views, links, pixels) to other events,
-- `tie`, a hash of the event id, orders events of the same millisecond, so that the outcome does not depend on the order of arrival.
-- Times are Int64: compiled min and max of DateTime64 take years before 1970 for the latest in 26.1 to 26.7 (ClickHouse issue 113942).
CREATE TABLE IF NOT EXISTS ${database}.event_visit${local}${on_cluster}
(
    site_id UUID CODEC(ZSTD(1)),
    session_id UUID CODEC(ZSTD(1)),
    visit_id UUID CODEC(ZSTD(1)),
    started_ms SimpleAggregateFunction(min, Int64) COMMENT 'Unix milliseconds' CODEC(ZSTD(1)),
    ended_ms SimpleAggregateFunction(max, Int64) COMMENT 'Unix milliseconds' CODEC(ZSTD(1)),
    views AggregateFunction(uniqExact, UInt64) COMMENT 'Hashes of the event ids of page views, links and pixels' CODEC(ZSTD(1)),
    custom_events AggregateFunction(uniqExact, UInt64) COMMENT 'Hashes of the event ids of custom events' CODEC(ZSTD(1)),
    entry SimpleAggregateFunction(min, Tuple(
        is_no_view UInt8,
        event_time DateTime64(3, 'UTC'),
        tie UInt64,
        hostname String,
        url_path String,
        url_query String,
        page_title String,
        referrer_domain String,
        referrer_path String,
        utm_source String,
        utm_medium String,
        utm_campaign String,
        utm_content String,
        utm_term String)) CODEC(ZSTD(1)),
    exit SimpleAggregateFunction(max, Tuple(
        is_view UInt8,
        event_time DateTime64(3, 'UTC'),
        tie UInt64,
        hostname String,
        url_path String)) CODEC(ZSTD(1))
)
ENGINE = ${replicated}AggregatingMergeTree
ORDER BY (site_id, session_id, visit_id)
SETTINGS non_replicated_deduplication_window = 1000;

-- only: cluster
CREATE TABLE IF NOT EXISTS ${database}.event_visit${on_cluster}
AS ${database}.event_visit_local
ENGINE = Distributed('${cluster}', '${database}', event_visit_local, cityHash64(session_id));
