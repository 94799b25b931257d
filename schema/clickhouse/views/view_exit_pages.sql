-- Grain: one row per page (exit_path) of the last view of visits that began between `since` and `until`; of the last event, for visits without a view.
-- The others as in view_overview, of those visits as a whole.
-- Example: SELECT * FROM view_exit_pages(site='11111111-2222-4333-8444-555555555555', since='2026-11-01 00:00:00', until='2026-12-01 00:00:00', filter=map()) ORDER BY visits DESC LIMIT 10
CREATE OR REPLACE VIEW ${database}.view_exit_pages${on_cluster} AS
SELECT
    exit_path,
    uniqExact(session_id) AS visitors,
    count() AS visits,
    sum(visit_views) AS views,
    countIf(visit_views = 1 AND visit_custom_events = 0) AS bounces,
    bounces / visits AS bounce_rate,
    sum(visit_ended_ms - visit_started_ms) / 1000 AS visit_seconds,
    visit_seconds / visits AS visit_duration
FROM ${database}.event_visit_rows(sites=[{site:UUID}], since={since:DateTime64(3, 'UTC')}, until={until:DateTime64(3, 'UTC')}, tz='UTC', unit='year', filter={filter:Map(String, Array(String))})
WHERE is_first
GROUP BY exit_path;
