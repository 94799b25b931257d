-- Grain: one row per interval between `since` and `until` that is not empty: minute, hour, day, week (from Monday), month, quarter or year (`unit`) of the time zone `tz`.
-- bucket: its begin, UTC; minutes and hours are counted from the begin of the day, which matters where clocks move by half an hour. The others as in view_overview, of that interval alone: visitors do not add up.
-- Example: SELECT * FROM view_traffic(site='11111111-2222-4333-8444-555555555555', since='2026-11-01 00:00:00', until='2026-12-01 00:00:00', tz='Europe/Berlin', unit='day', filter=map()) ORDER BY bucket
CREATE OR REPLACE VIEW ${database}.view_traffic${on_cluster} AS
SELECT
    toTimeZone(toDateTime64(dateTrunc({unit:String}, toStartOfSecond(at), {tz:String}), 0, {tz:String}), 'UTC') AS bucket,
    uniqExact(session_id) AS visitors,
    countIf(is_first) AS visits,
    sum(views) AS views,
    sum(custom_events) AS custom_events,
    countIf(is_first AND visit_views = 1 AND visit_custom_events = 0) AS bounces,
    if(visits = 0, 0, bounces / visits) AS bounce_rate,
    sumIf(visit_ended_ms - visit_started_ms, is_first) / 1000 AS visit_seconds,
    if(visits = 0, 0, visit_seconds / visits) AS visit_duration,
    if(visits = 0, 0, views / visits) AS views_per_visit
FROM ${database}.event_visit_rows(sites=[{site:UUID}], since={since:DateTime64(3, 'UTC')}, until={until:DateTime64(3, 'UTC')}, tz={tz:String}, unit={unit:String}, filter={filter:Map(String, Array(String))})
GROUP BY bucket;
