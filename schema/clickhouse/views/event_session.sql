-- Grain: one row per session (site_id, session_id): one visitor in one salt period, identify included.
-- first_seen_at, last_seen_at: first and last event, UTC. hostname to city: of the first event, distinct_id of the last that has one.
-- Example: SELECT country, count() FROM event_session WHERE site_id = '11111111-2222-4333-8444-555555555555' GROUP BY country
CREATE OR REPLACE VIEW ${database}.event_session${on_cluster} AS
SELECT *
FROM ${database}.v_pa_sessions;
