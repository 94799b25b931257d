-- Grain: one row: a site's figures between `since` and `until`.
-- visitors: sessions with an event in the range. visits: those that began in it; bounces: those of them with one view and no custom event.
-- views: page views, links and pixels. bounce_rate: 0 to 1. visit_seconds: of all visits, from first to last event; visit_duration: seconds a visit.
-- A visit that goes on for hours counts, in bounces and visit_seconds, with the clock hour in which it began and the one after, UTC.
-- Example: SELECT * FROM view_overview(site='11111111-2222-4333-8444-555555555555', since='2026-11-01 00:00:00', until='2026-12-01 00:00:00', filter=map())
CREATE OR REPLACE VIEW ${database}.view_overview${on_cluster} AS
SELECT
    uniqExact(session_id) AS visitors,
    countIf(is_first) AS visits,
    sum(views) AS views,
    sum(custom_events) AS custom_events,
    countIf(is_first AND visit_views = 1 AND visit_custom_events = 0) AS bounces,
    if(visits = 0, 0, bounces / visits) AS bounce_rate,
    sumIf(visit_ended_ms - visit_started_ms, is_first) / 1000 AS visit_seconds,
    if(visits = 0, 0, visit_seconds / visits) AS visit_duration,
    if(visits = 0, 0, views / visits) AS views_per_visit
FROM ${database}.event_visit_rows(sites=[{site:UUID}], since={since:DateTime64(3, 'UTC')}, until={until:DateTime64(3, 'UTC')}, tz='UTC', unit='year', filter={filter:Map(String, Array(String))});
