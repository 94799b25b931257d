-- Grain: one row per registered site (id). Mirrors the site directory; the row with the highest version counts.
CREATE TABLE IF NOT EXISTS ${database}.metadata_site${local}${on_cluster}
(
    id UUID,
    name String,
    domains Array(String) COMMENT 'Empty means any',
    created_at DateTime64(3, 'UTC'),
    is_deleted UInt8 DEFAULT 0 COMMENT '1 when the site left the directory; its events stay',
    version UInt64 COMMENT 'Unix milliseconds of the mirroring'
)
ENGINE = ${replicated}ReplacingMergeTree(version)
ORDER BY id;

-- only: cluster
CREATE TABLE IF NOT EXISTS ${database}.metadata_site${on_cluster}
AS ${database}.metadata_site_local
ENGINE = Distributed('${cluster}', '${database}', metadata_site_local, cityHash64(id));
