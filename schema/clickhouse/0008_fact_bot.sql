-- Grain: one row per event of a bot (event_id), while Bots:Keep is on, as read with FINAL. No view of visitors reads it, and no session or
-- visit is made of it. Partitioned by reception: clients choose event_time, and must not choose the number of partitions.
CREATE TABLE IF NOT EXISTS ${database}.fact_bot${local}${on_cluster}
(
    site_id UUID CODEC(ZSTD(1)),
    event_id UUID CODEC(ZSTD(1)),
    event_time DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    rule LowCardinality(String) COMMENT 'Pattern that the user agent matched' CODEC(ZSTD(1)),
    event_name LowCardinality(String) CODEC(ZSTD(1)),
    hostname LowCardinality(String) CODEC(ZSTD(1)),
    url_path LowCardinality(String) CODEC(ZSTD(1)),
    url_query String CODEC(ZSTD(1)),
    referrer_domain LowCardinality(String) CODEC(ZSTD(1)),
    browser LowCardinality(String) CODEC(ZSTD(1)),
    os LowCardinality(String) CODEC(ZSTD(1)),
    device LowCardinality(String) CODEC(ZSTD(1)),
    country LowCardinality(String) CODEC(ZSTD(1)),
    received_at DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1))
)
ENGINE = ${replicated}ReplacingMergeTree
PARTITION BY toYYYYMM(received_at)
ORDER BY (site_id, received_at, event_id)
SETTINGS non_replicated_deduplication_window = 1000;

-- only: cluster
CREATE TABLE IF NOT EXISTS ${database}.fact_bot${on_cluster}
AS ${database}.fact_bot_local
ENGINE = Distributed('${cluster}', '${database}', fact_bot_local, cityHash64(event_id));

CREATE OR REPLACE VIEW ${database}.view_bots${on_cluster} AS
SELECT *
FROM ${database}.fact_bot FINAL;
