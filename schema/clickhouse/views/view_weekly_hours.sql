-- Grain: one row per weekday (weekday: 1 Monday to 7 Sunday) and hour of the day (hour: 0 to 23) of the time zone `tz` with events between `since` and `until`.
-- visitors: sessions with an event in such an hour. views: page views, links and pixels.
-- Example: SELECT * FROM view_weekly_hours(site='11111111-2222-4333-8444-555555555555', since='2026-11-01 00:00:00', until='2026-12-01 00:00:00', tz='Europe/Berlin', filter=map()) ORDER BY weekday, hour
CREATE OR REPLACE VIEW ${database}.view_weekly_hours${on_cluster} AS
SELECT
    toDayOfWeek(at, 0, {tz:String}) AS weekday,
    toHour(at, {tz:String}) AS hour,
    uniqExact(session_id) AS visitors,
    sum(r.views) AS views
FROM ${database}.event_visit_rows(sites=[{site:UUID}], since={since:DateTime64(3, 'UTC')}, until={until:DateTime64(3, 'UTC')}, tz={tz:String}, unit='hour', filter={filter:Map(String, Array(String))}) AS r
GROUP BY weekday, hour;
