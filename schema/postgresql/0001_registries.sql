-- What operators register, one row for each registry. Made at the first change; run it by hand where the server's user may not create tables.
CREATE TABLE IF NOT EXISTS ingest_document (
    name text PRIMARY KEY,
    -- Raised by each change: servers fetch the document when it is another than they know.
    revision bigint NOT NULL,
    -- Null until the first change.
    document jsonb,
    changed_at timestamptz NOT NULL DEFAULT now()
);

-- For people: the sites, those deleted too.
CREATE OR REPLACE VIEW ingest_site AS
SELECT
    (site ->> 'id')::uuid AS id,
    site ->> 'name' AS name,
    site -> 'domains' AS domains,
    site -> 'settings' AS settings,
    (site ->> 'createdAt')::timestamptz AS created_at,
    (site ->> 'updatedAt')::timestamptz AS updated_at,
    (site ->> 'deletedAt')::timestamptz AS deleted_at
FROM ingest_document AS registry, jsonb_array_elements(registry.document -> 'sites') AS site
WHERE registry.name = 'sites';
