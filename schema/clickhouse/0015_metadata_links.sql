-- Grain: metadata_link one row per short link (id), metadata_pixel one row per pixel (id). They mirror what is registered; the row with the highest
-- version counts. An id is the site_id of the link's or the pixel's events.
CREATE TABLE IF NOT EXISTS ${database}.metadata_link${local}${on_cluster}
(
    id UUID,
    slug String COMMENT 'What stands behind /q/',
    name String,
    target String COMMENT 'Where it leads, before the additions',
    utm_source String COMMENT 'Added to the target; empty: none',
    utm_medium String,
    utm_campaign String,
    utm_term String,
    utm_content String,
    created_at DateTime64(3, 'UTC'),
    updated_at DateTime64(3, 'UTC') COMMENT 'When it was changed last',
    deleted_at Nullable(DateTime64(3, 'UTC')) COMMENT 'NULL while it is in force',
    is_deleted UInt8 DEFAULT 0 COMMENT '1 when it is deleted; its events stay',
    version UInt64 COMMENT 'Unix milliseconds of the mirroring'
)
ENGINE = ${replicated}ReplacingMergeTree(version)
ORDER BY id;

CREATE TABLE IF NOT EXISTS ${database}.metadata_pixel${local}${on_cluster}
(
    id UUID,
    slug String COMMENT 'What stands behind /p/',
    name String,
    created_at DateTime64(3, 'UTC'),
    updated_at DateTime64(3, 'UTC') COMMENT 'When it was changed last',
    deleted_at Nullable(DateTime64(3, 'UTC')) COMMENT 'NULL while it is in force',
    is_deleted UInt8 DEFAULT 0 COMMENT '1 when it is deleted; its events stay',
    version UInt64 COMMENT 'Unix milliseconds of the mirroring'
)
ENGINE = ${replicated}ReplacingMergeTree(version)
ORDER BY id;

-- only: cluster
CREATE TABLE IF NOT EXISTS ${database}.metadata_link${on_cluster}
AS ${database}.metadata_link_local
ENGINE = Distributed('${cluster}', '${database}', metadata_link_local, cityHash64(id));

-- only: cluster
CREATE TABLE IF NOT EXISTS ${database}.metadata_pixel${on_cluster}
AS ${database}.metadata_pixel_local
ENGINE = Distributed('${cluster}', '${database}', metadata_pixel_local, cityHash64(id));
