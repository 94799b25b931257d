-- Grain: one row per session (session_id: one visitor in one salt period) of a site, of its visits between `since` and `until`.
-- first_at, last_at: begin of the first and end of the last of them, UTC. The others of the first of them, distinct_id of the last.
-- Example: SELECT country, count() FROM event_session(site='11111111-2222-4333-8444-555555555555', since='2026-11-01 00:00:00', until='2026-12-01 00:00:00') GROUP BY country
CREATE OR REPLACE VIEW ${database}.event_session${on_cluster} AS
SELECT {site:UUID} AS site_id, *
FROM ${database}.view_sessions(site={site:UUID}, since={since:DateTime64(3, 'UTC')}, until={until:DateTime64(3, 'UTC')}, filter=map());
