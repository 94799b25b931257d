-- Grain: one row per count of events that were not stored (record_id): one run of the server, minute, site, stage and reason, as read with FINAL.
-- The same record always brings the same row, so a replay is merged away. Times are the server's own: nobody else chooses the partitions.
CREATE TABLE IF NOT EXISTS ${database}.fact_rejection${local}${on_cluster}
(
    site_id UUID COMMENT 'Nil when the events named no registered site' CODEC(ZSTD(1)),
    minute DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    stage LowCardinality(String) CODEC(ZSTD(1)),
    reason LowCardinality(String) CODEC(ZSTD(1)),
    events Int64 CODEC(ZSTD(1)),
    record_id UUID CODEC(ZSTD(1))
)
ENGINE = ${replicated}ReplacingMergeTree
PARTITION BY toYYYYMM(minute)
ORDER BY (site_id, minute, stage, reason, record_id)
SETTINGS non_replicated_deduplication_window = 1000;

-- only: cluster
CREATE TABLE IF NOT EXISTS ${database}.fact_rejection${on_cluster}
AS ${database}.fact_rejection_local
ENGINE = Distributed('${cluster}', '${database}', fact_rejection_local, cityHash64(site_id));

CREATE OR REPLACE VIEW ${database}.view_rejections${on_cluster} AS
SELECT
    r.site_id AS site_id,
    s.name AS site_name,
    r.minute AS minute,
    r.stage AS stage,
    r.reason AS reason,
    sum(r.events) AS events
FROM ${database}.fact_rejection AS r FINAL
LEFT JOIN
(
    SELECT id, name
    FROM ${database}.metadata_site FINAL
) AS s ON s.id = r.site_id
GROUP BY site_id, site_name, minute, stage, reason;
