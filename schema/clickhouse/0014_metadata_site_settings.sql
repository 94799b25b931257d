-- Grain: as before. What an operator has set for the site alone, but for the addresses that it ignores: no address of a client is in here.
ALTER TABLE ${database}.metadata_site${local}${on_cluster}
    ADD COLUMN IF NOT EXISTS bots LowCardinality(String) COMMENT 'drop, keep or store; empty: as the server does' AFTER domains,
    ADD COLUMN IF NOT EXISTS retention_note String COMMENT 'For people: how long events are to be kept, and why' AFTER bots;

-- only: cluster
ALTER TABLE ${database}.metadata_site${on_cluster}
    ADD COLUMN IF NOT EXISTS bots LowCardinality(String) COMMENT 'drop, keep or store; empty: as the server does' AFTER domains,
    ADD COLUMN IF NOT EXISTS retention_note String COMMENT 'For people: how long events are to be kept, and why' AFTER bots;
