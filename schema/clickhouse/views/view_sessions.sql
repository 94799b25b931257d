-- Grain: one row per session (session_id) with an event between `since` and `until`, of that time alone.
-- first_at, last_at: its first and last visit's begin and end, UTC. The others of its first visit in the range, distinct_id of its last.
-- Example: SELECT * FROM view_sessions(site='11111111-2222-4333-8444-555555555555', since='2026-11-01 00:00:00', until='2026-12-01 00:00:00', filter=map()) ORDER BY last_at DESC LIMIT 20
CREATE OR REPLACE VIEW ${database}.view_sessions${on_cluster} AS
SELECT
    session_id,
    fromUnixTimestamp64Milli(min(visit_started_ms), 'UTC') AS first_at,
    fromUnixTimestamp64Milli(max(visit_ended_ms), 'UTC') AS last_at,
    uniqExact(visit_id) AS visits,
    sum(r.views) AS views,
    sum(r.custom_events) AS custom_events,
    argMin(r.hostname, at) AS hostname,
    argMin(r.browser, at) AS browser,
    argMin(r.os, at) AS os,
    argMin(r.device, at) AS device,
    argMin(r.screen, at) AS screen,
    argMin(r.language, at) AS language,
    argMin(r.country, at) AS country,
    argMin(r.region, at) AS region,
    argMin(r.city, at) AS city,
    argMax(r.distinct_id, at) AS distinct_id
FROM ${database}.event_visit_rows(sites=[{site:UUID}], since={since:DateTime64(3, 'UTC')}, until={until:DateTime64(3, 'UTC')}, tz='UTC', unit='year', filter={filter:Map(String, Array(String))}) AS r
GROUP BY session_id;
