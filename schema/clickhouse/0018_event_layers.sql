-- Grain: metadata_view one row per view of the folder views (name): which text of it is in force. metadata_arrival one row per site and hour of event_time, once merged: when events of that hour came last. metadata_build one row per site
-- and hour: what the builder has made of it, the highest version counts. event_visit_built one row per visit and hour, event_page_built one per
-- page, visit and hour, each as the builder wrote it in the build of that version; what a later build has replaced counts no more.
-- An hour is a number: whole hours since 1970, toward zero, the expression of the primary key of fact_event.
-- Read event_visit and event_page, which add what is not built yet. docs/decisions/0051-event-layers.md says how and why.
CREATE TABLE IF NOT EXISTS ${database}.metadata_view${local}${on_cluster}
(
    name String,
    sha256 String COMMENT 'Of the file before substitution, lower-case hex',
    applied_at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = ${replicated}ReplacingMergeTree(applied_at)
ORDER BY name;

-- only: cluster
CREATE TABLE IF NOT EXISTS ${database}.metadata_view${on_cluster}
AS ${database}.metadata_view_local
ENGINE = Distributed('${cluster}', '${database}', metadata_view_local, cityHash64(name));

CREATE TABLE IF NOT EXISTS ${database}.metadata_arrival${local}${on_cluster}
(
    site_id UUID CODEC(ZSTD(1)),
    hour Int64 COMMENT 'Whole hours since 1970' CODEC(ZSTD(1)),
    arrived_at SimpleAggregateFunction(max, DateTime64(3, 'UTC')) COMMENT 'When an insert that had events of the hour began, by the clock of ClickHouse' CODEC(ZSTD(1))
)
ENGINE = ${replicated}AggregatingMergeTree
ORDER BY (site_id, hour);

-- only: cluster
CREATE TABLE IF NOT EXISTS ${database}.metadata_arrival${on_cluster}
AS ${database}.metadata_arrival_local
ENGINE = Distributed('${cluster}', '${database}', metadata_arrival_local, cityHash64(site_id));

-- Of one row per site and hour of the insert: what costs an insert little, and a replay changes to a later time at most.
CREATE MATERIALIZED VIEW IF NOT EXISTS ${database}.fact_event_to_metadata_arrival${on_cluster}
TO ${database}.metadata_arrival${local} AS
SELECT
    site_id,
    intDiv(toUnixTimestamp64Milli(event_time), 3600000) AS hour,
    max(now64(3, 'UTC')) AS arrived_at
FROM ${database}.fact_event${local}
GROUP BY site_id, hour;

CREATE TABLE IF NOT EXISTS ${database}.metadata_build${local}${on_cluster}
(
    site_id UUID CODEC(ZSTD(1)),
    hour Int64 COMMENT 'Whole hours since 1970' CODEC(ZSTD(1)),
    version UInt64 COMMENT 'Unix milliseconds at which the build began, by the clock of ClickHouse' CODEC(ZSTD(1)),
    is_valid UInt8 COMMENT '0 when the hour is to be built anew whatever has arrived' CODEC(ZSTD(1)),
    built_at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC') CODEC(ZSTD(1))
)
ENGINE = ${replicated}ReplacingMergeTree(version)
ORDER BY (site_id, hour);

-- only: cluster
CREATE TABLE IF NOT EXISTS ${database}.metadata_build${on_cluster}
AS ${database}.metadata_build_local
ENGINE = Distributed('${cluster}', '${database}', metadata_build_local, cityHash64(site_id));

CREATE TABLE IF NOT EXISTS ${database}.event_visit_built${local}${on_cluster}
(
    site_id UUID CODEC(ZSTD(1)),
    hour Int64 COMMENT 'Whole hours since 1970' CODEC(ZSTD(1)),
    session_id UUID CODEC(ZSTD(1)),
    visit_id UUID CODEC(ZSTD(1)),
    version UInt64 COMMENT 'Of the build' CODEC(ZSTD(1)),
    is_first UInt8 COMMENT '1 in the hour in which the visit began' CODEC(ZSTD(1)),
    views UInt32 COMMENT 'In this hour' CODEC(ZSTD(1)),
    custom_events UInt32 COMMENT 'In this hour' CODEC(ZSTD(1)),
    visit_started_ms Int64 COMMENT 'Unix milliseconds' CODEC(ZSTD(1)),
    visit_ended_ms Int64 COMMENT 'Unix milliseconds' CODEC(ZSTD(1)),
    visit_views UInt32 COMMENT 'Of the whole visit' CODEC(ZSTD(1)),
    visit_custom_events UInt32 COMMENT 'Of the whole visit' CODEC(ZSTD(1)),
    hostname LowCardinality(String) CODEC(ZSTD(1)),
    browser LowCardinality(String) CODEC(ZSTD(1)),
    os LowCardinality(String) CODEC(ZSTD(1)),
    device LowCardinality(String) CODEC(ZSTD(1)),
    screen LowCardinality(String) CODEC(ZSTD(1)),
    language LowCardinality(String) CODEC(ZSTD(1)),
    country LowCardinality(String) CODEC(ZSTD(1)),
    region LowCardinality(String) CODEC(ZSTD(1)),
    city LowCardinality(String) CODEC(ZSTD(1)),
    distinct_id String CODEC(ZSTD(1)),
    entry_path LowCardinality(String) CODEC(ZSTD(1)),
    exit_path LowCardinality(String) CODEC(ZSTD(1)),
    referrer LowCardinality(String) COMMENT 'Domain; empty for the site itself' CODEC(ZSTD(1)),
    utm_source LowCardinality(String) CODEC(ZSTD(1)),
    utm_medium LowCardinality(String) CODEC(ZSTD(1)),
    utm_campaign LowCardinality(String) CODEC(ZSTD(1)),
    utm_content LowCardinality(String) CODEC(ZSTD(1)),
    utm_term LowCardinality(String) CODEC(ZSTD(1)),
    click_id LowCardinality(String) COMMENT 'Name of the first click id that is set' CODEC(ZSTD(1))
)
ENGINE = ${replicated}ReplacingMergeTree(version)
PARTITION BY intDiv(hour, 730)
ORDER BY (site_id, hour, session_id, visit_id)
SETTINGS non_replicated_deduplication_window = 1000;

-- only: cluster
CREATE TABLE IF NOT EXISTS ${database}.event_visit_built${on_cluster}
AS ${database}.event_visit_built_local
ENGINE = Distributed('${cluster}', '${database}', event_visit_built_local, cityHash64(session_id));

CREATE TABLE IF NOT EXISTS ${database}.event_page_built${local}${on_cluster}
(
    site_id UUID CODEC(ZSTD(1)),
    hour Int64 COMMENT 'Whole hours since 1970' CODEC(ZSTD(1)),
    url_path LowCardinality(String) CODEC(ZSTD(1)),
    session_id UUID CODEC(ZSTD(1)),
    visit_id UUID CODEC(ZSTD(1)),
    version UInt64 COMMENT 'Of the build' CODEC(ZSTD(1)),
    page_title LowCardinality(String) COMMENT 'Of the last view; the greatest, when several are of one millisecond' CODEC(ZSTD(1)),
    last_ms Int64 COMMENT 'Of the last view, Unix milliseconds' CODEC(ZSTD(1)),
    views UInt32 COMMENT 'In this hour' CODEC(ZSTD(1)),
    timed_views UInt32 COMMENT 'Of those, how many another event of the visit followed within half an hour' CODEC(ZSTD(1)),
    timed_ms UInt64 COMMENT 'Milliseconds until those events' CODEC(ZSTD(1))
)
ENGINE = ${replicated}ReplacingMergeTree(version)
PARTITION BY intDiv(hour, 730)
ORDER BY (site_id, hour, url_path, session_id, visit_id)
SETTINGS non_replicated_deduplication_window = 1000;

-- only: cluster
CREATE TABLE IF NOT EXISTS ${database}.event_page_built${on_cluster}
AS ${database}.event_page_built_local
ENGINE = Distributed('${cluster}', '${database}', event_page_built_local, cityHash64(session_id));

-- Which events are there already.
INSERT INTO ${database}.metadata_arrival${local} (site_id, hour, arrived_at)
SELECT site_id, intDiv(toUnixTimestamp64Milli(event_time), 3600000) AS hour, max(now64(3, 'UTC'))
FROM ${database}.fact_event${local}
GROUP BY site_id, hour;
