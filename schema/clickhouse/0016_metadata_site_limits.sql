-- Grain: as before. What the site's senders are held to.
ALTER TABLE ${database}.metadata_site${local}${on_cluster}
    ADD COLUMN IF NOT EXISTS events_per_second Nullable(Float64) COMMENT 'Events a second that it may have; 0: no limit, null: what the server gives' AFTER retention_note,
    ADD COLUMN IF NOT EXISTS timestamps LowCardinality(String) DEFAULT 'any' COMMENT 'Whose timestamps are taken: any, keyed or none' AFTER events_per_second;

-- only: cluster
ALTER TABLE ${database}.metadata_site${on_cluster}
    ADD COLUMN IF NOT EXISTS events_per_second Nullable(Float64) COMMENT 'Events a second that it may have; 0: no limit, null: what the server gives' AFTER retention_note,
    ADD COLUMN IF NOT EXISTS timestamps LowCardinality(String) DEFAULT 'any' COMMENT 'Whose timestamps are taken: any, keyed or none' AFTER events_per_second;
