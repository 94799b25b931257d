-- Grain: as before. A site that is deleted keeps its row, with the time of it.
ALTER TABLE ${database}.metadata_site${local}${on_cluster}
    ADD COLUMN IF NOT EXISTS updated_at DateTime64(3, 'UTC') DEFAULT created_at COMMENT 'When it was changed last' AFTER created_at,
    ADD COLUMN IF NOT EXISTS deleted_at Nullable(DateTime64(3, 'UTC')) COMMENT 'NULL while it is in force' AFTER updated_at;

-- only: cluster
ALTER TABLE ${database}.metadata_site${on_cluster}
    ADD COLUMN IF NOT EXISTS updated_at DateTime64(3, 'UTC') DEFAULT created_at COMMENT 'When it was changed last' AFTER created_at,
    ADD COLUMN IF NOT EXISTS deleted_at Nullable(DateTime64(3, 'UTC')) COMMENT 'NULL while it is in force' AFTER updated_at;
