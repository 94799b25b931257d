-- Grain: one row per accepted event (site_id, event_time, event_id), as read with FINAL; identify included, as event_type 6.
-- The same record always brings the same row, so a replay is merged away. The month is taken only from an event_time that lies
-- within 31 days of reception: clients choose event_time, from 1900 to 2299, and must not choose the number of partitions.
CREATE TABLE IF NOT EXISTS ${database}.fact_event${local}${on_cluster}
(
    site_id UUID CODEC(ZSTD(1)),
    session_id UUID CODEC(ZSTD(1)),
    visit_id UUID CODEC(ZSTD(1)),
    event_id UUID CODEC(ZSTD(1)),
    event_time DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    event_type UInt8 COMMENT '1 page view, 2 custom, 3 link, 4 pixel, 5 performance, 6 identify' CODEC(ZSTD(1)),
    event_name LowCardinality(String) CODEC(ZSTD(1)),
    hostname LowCardinality(String) CODEC(ZSTD(1)),
    url_path LowCardinality(String) CODEC(ZSTD(1)),
    url_query String CODEC(ZSTD(1)),
    page_title LowCardinality(String) CODEC(ZSTD(1)),
    referrer_path LowCardinality(String) CODEC(ZSTD(1)),
    referrer_query String CODEC(ZSTD(1)),
    referrer_domain LowCardinality(String) CODEC(ZSTD(1)),
    utm_source LowCardinality(String) CODEC(ZSTD(1)),
    utm_medium LowCardinality(String) CODEC(ZSTD(1)),
    utm_campaign LowCardinality(String) CODEC(ZSTD(1)),
    utm_content LowCardinality(String) CODEC(ZSTD(1)),
    utm_term LowCardinality(String) CODEC(ZSTD(1)),
    gclid String CODEC(ZSTD(1)),
    fbclid String CODEC(ZSTD(1)),
    msclkid String CODEC(ZSTD(1)),
    ttclid String CODEC(ZSTD(1)),
    li_fat_id String CODEC(ZSTD(1)),
    twclid String CODEC(ZSTD(1)),
    browser LowCardinality(String) CODEC(ZSTD(1)),
    os LowCardinality(String) CODEC(ZSTD(1)),
    device LowCardinality(String) CODEC(ZSTD(1)),
    screen LowCardinality(String) CODEC(ZSTD(1)),
    language LowCardinality(String) CODEC(ZSTD(1)),
    country LowCardinality(String) CODEC(ZSTD(1)),
    region LowCardinality(String) CODEC(ZSTD(1)),
    city LowCardinality(String) CODEC(ZSTD(1)),
    tag LowCardinality(String) CODEC(ZSTD(1)),
    distinct_id String CODEC(ZSTD(1)),
    lcp Nullable(Float64) COMMENT 'Milliseconds' CODEC(ZSTD(1)),
    inp Nullable(Float64) COMMENT 'Milliseconds' CODEC(ZSTD(1)),
    cls Nullable(Float64) COMMENT 'Unitless' CODEC(ZSTD(1)),
    fcp Nullable(Float64) COMMENT 'Milliseconds' CODEC(ZSTD(1)),
    ttfb Nullable(Float64) COMMENT 'Milliseconds' CODEC(ZSTD(1)),
    revenue Decimal(18, 4) COMMENT 'In units of currency; 0 without revenue' CODEC(ZSTD(1)),
    currency LowCardinality(String) CODEC(ZSTD(1)),
    data_text Map(LowCardinality(String), String) COMMENT 'Every value as text' CODEC(ZSTD(1)),
    data_number Map(LowCardinality(String), Float64) COMMENT 'Numbers, and dates as Unix milliseconds' CODEC(ZSTD(1)),
    data_type Map(LowCardinality(String), UInt8) COMMENT '1 text, 2 number, 3 boolean, 4 date, 5 JSON' CODEC(ZSTD(1)),
    received_at DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1))
)
ENGINE = ${replicated}ReplacingMergeTree
PARTITION BY if(abs(toUnixTimestamp64Milli(event_time) - toUnixTimestamp64Milli(received_at)) <= 31 * 86400000, toYYYYMM(event_time), 0)
PRIMARY KEY (site_id, intDiv(toUnixTimestamp64Milli(event_time), 3600000), session_id)
ORDER BY (site_id, intDiv(toUnixTimestamp64Milli(event_time), 3600000), session_id, event_time, event_id, received_at)
SETTINGS non_replicated_deduplication_window = 1000;

-- only: cluster
CREATE TABLE IF NOT EXISTS ${database}.fact_event${on_cluster}
AS ${database}.fact_event_local
ENGINE = Distributed('${cluster}', '${database}', fact_event_local, cityHash64(session_id));

CREATE MATERIALIZED VIEW IF NOT EXISTS ${database}.fact_event_to_metadata_session${on_cluster}
TO ${database}.metadata_session${local} AS
SELECT
    site_id,
    session_id,
    min(toUnixTimestamp64Milli(event_time)) AS first_seen_ms,
    max(toUnixTimestamp64Milli(event_time)) AS last_seen_ms,
    min((event_time, sipHash64(event_id), toString(hostname), toString(browser), toString(os), toString(device), toString(screen),
        toString(language), toString(country), toString(region), toString(city))) AS first,
    max(if(distinct_id != '', (1, event_time, sipHash64(event_id), distinct_id), (0, toDateTime64(0, 3, 'UTC'), 0, ''))) AS identity
FROM ${database}.fact_event${local}
GROUP BY site_id, session_id;

CREATE MATERIALIZED VIEW IF NOT EXISTS ${database}.fact_event_to_event_visit${on_cluster}
TO ${database}.event_visit${local} AS
SELECT
    site_id,
    session_id,
    visit_id,
    min(toUnixTimestamp64Milli(event_time)) AS started_ms,
    max(toUnixTimestamp64Milli(event_time)) AS ended_ms,
    uniqExactIfState(sipHash64(event_id), event_type IN (1, 3, 4)) AS views,
    uniqExactIfState(sipHash64(event_id), event_type = 2) AS custom_events,
    min((toUInt8(event_type NOT IN (1, 3, 4)), event_time, sipHash64(event_id), toString(hostname), toString(url_path), url_query,
        toString(page_title), toString(referrer_domain), toString(referrer_path), toString(utm_source), toString(utm_medium),
        toString(utm_campaign), toString(utm_content), toString(utm_term))) AS entry,
    max((toUInt8(event_type IN (1, 3, 4)), event_time, sipHash64(event_id), toString(hostname), toString(url_path))) AS exit
FROM ${database}.fact_event${local}
WHERE event_type != 6
GROUP BY site_id, session_id, visit_id;
