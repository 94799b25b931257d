-- Grain: as before. The time zone that the site's days are counted in.
ALTER TABLE ${database}.metadata_site${local}${on_cluster}
    ADD COLUMN IF NOT EXISTS time_zone LowCardinality(String) DEFAULT 'UTC' COMMENT 'IANA name of the time zone that its days are counted in' AFTER timestamps;

-- only: cluster
ALTER TABLE ${database}.metadata_site${on_cluster}
    ADD COLUMN IF NOT EXISTS time_zone LowCardinality(String) DEFAULT 'UTC' COMMENT 'IANA name of the time zone that its days are counted in' AFTER timestamps;
