-- Grain: one row per session (session_id) with an event between `since` and `until`, of that time alone.
-- first_at, last_at: begin of its first visit and end of its last with an event in the range, UTC. visits: visit ids with an event in the range; views, custom_events: in the range.
-- hostname to city: of the first of those visits, distinct_id: of the last.
-- Example: SELECT * FROM view_sessions(site='11111111-2222-4333-8444-555555555555', since='2026-11-01 00:00:00', until='2026-12-01 00:00:00', filter=map()) ORDER BY last_at DESC LIMIT 20
CREATE OR REPLACE VIEW ${database}.view_sessions${on_cluster} AS
SELECT
    session_id,
    first_at,
    last_at,
    visits,
    views,
    custom_events,
    first.1 AS hostname,
    first.2 AS browser,
    first.3 AS os,
    first.4 AS device,
    first.5 AS screen,
    first.6 AS language,
    first.7 AS country,
    first.8 AS region,
    first.9 AS city,
    distinct_id
FROM
(
    -- The hour of a row is the same whether it is built or not, the moment is not.
    WITH (intDiv(toUnixTimestamp64Milli(at), 3600000), toString(visit_id)) AS tie
    SELECT
        session_id,
        fromUnixTimestamp64Milli(min(visit_started_ms), 'UTC') AS first_at,
        fromUnixTimestamp64Milli(max(visit_ended_ms), 'UTC') AS last_at,
        uniqExact(visit_id) AS visits,
        sum(r.views) AS views,
        sum(r.custom_events) AS custom_events,
        argMin((r.hostname, r.browser, r.os, r.device, r.screen, r.language, r.country, r.region, r.city), (visit_started_ms, tie)) AS first,
        argMax(r.distinct_id, (visit_ended_ms, tie)) AS distinct_id
    FROM ${database}.event_visit_rows(sites=[{site:UUID}], since={since:DateTime64(3, 'UTC')}, until={until:DateTime64(3, 'UTC')}, tz='UTC', unit='year', filter={filter:Map(String, Array(String))}) AS r
    GROUP BY session_id
);
