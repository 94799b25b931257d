-- Grain: one row per name of custom events (event_name) between `since` and `until`.
-- events: how many. visitors, visits: that sent one; a visit is a visit id here.
-- Example: SELECT * FROM view_events(site='11111111-2222-4333-8444-555555555555', since='2026-11-01 00:00:00', until='2026-12-01 00:00:00', filter=map()) ORDER BY events DESC
CREATE OR REPLACE VIEW ${database}.view_events${on_cluster} AS
SELECT
    event_name,
    count() AS events,
    uniqExact(session_id) AS visitors,
    uniqExact(visit_id) AS visits
FROM ${database}.event_custom
WHERE site_id = {site:UUID} AND event_time >= {since:DateTime64(3, 'UTC')} AND event_time < {until:DateTime64(3, 'UTC')} AND event_type = 2
    AND (empty({filter:Map(String, Array(String))}) OR visit_id IN (SELECT visit_id FROM ${database}.event_visit_rows(sites=[{site:UUID}], since={since:DateTime64(3, 'UTC')}, until={until:DateTime64(3, 'UTC')}, tz='UTC', unit='year', filter={filter:Map(String, Array(String))})))
GROUP BY event_name;
