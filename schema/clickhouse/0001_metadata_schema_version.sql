-- Grain: one row per applied schema file (version). Which files have made this database, and their hashes.
CREATE DATABASE IF NOT EXISTS ${database}${on_cluster};

CREATE TABLE IF NOT EXISTS ${database}.metadata_schema_version${local}${on_cluster}
(
    version UInt32,
    name String,
    sha256 String COMMENT 'Of the file before substitution, lower-case hex',
    applied_at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = ${replicated}ReplacingMergeTree(applied_at)
ORDER BY version;

-- only: cluster
CREATE TABLE IF NOT EXISTS ${database}.metadata_schema_version${on_cluster}
AS ${database}.metadata_schema_version_local
ENGINE = Distributed('${cluster}', '${database}', metadata_schema_version_local, version);
