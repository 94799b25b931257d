-- Grain: one row per region (region) of the visits between `since` and `until`, and country; the empty text for what is not known.
-- region: ISO 3166-2. The others as in view_overview.
-- Example: SELECT * FROM view_regions(site='11111111-2222-4333-8444-555555555555', since='2026-11-01 00:00:00', until='2026-12-01 00:00:00', filter=map()) ORDER BY visitors DESC LIMIT 10
CREATE OR REPLACE VIEW ${database}.view_regions${on_cluster} AS
SELECT
    region,
    country,
    uniqExact(session_id) AS visitors,
    countIf(is_first) AS visits,
    sum(views) AS views,
    sum(custom_events) AS custom_events,
    countIf(is_first AND visit_views = 1 AND visit_custom_events = 0) AS bounces,
    if(visits = 0, 0, bounces / visits) AS bounce_rate,
    sumIf(visit_ended_ms - visit_started_ms, is_first) / 1000 AS visit_seconds,
    if(visits = 0, 0, visit_seconds / visits) AS visit_duration,
    if(visits = 0, 0, views / visits) AS views_per_visit
FROM ${database}.event_visit_rows(sites=[{site:UUID}], since={since:DateTime64(3, 'UTC')}, until={until:DateTime64(3, 'UTC')}, tz='UTC', unit='year', filter={filter:Map(String, Array(String))})
GROUP BY region, country;
