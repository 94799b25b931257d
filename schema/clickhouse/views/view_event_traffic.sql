-- Grain: one row per interval (`unit` of the time zone `tz`) and name of custom events (event_name) between `since` and `until`.
-- bucket: begin of the interval, UTC. events: how many. visitors: that sent one.
-- Example: SELECT * FROM view_event_traffic(site='11111111-2222-4333-8444-555555555555', since='2026-11-01 00:00:00', until='2026-12-01 00:00:00', tz='Europe/Berlin', unit='day', filter=map()) ORDER BY bucket
CREATE OR REPLACE VIEW ${database}.view_event_traffic${on_cluster} AS
SELECT
    toTimeZone(toDateTime64(dateTrunc({unit:String}, toStartOfSecond(event_time), {tz:String}), 0, {tz:String}), 'UTC') AS bucket,
    event_name,
    count() AS events,
    uniqExact(session_id) AS visitors
FROM ${database}.event_custom
WHERE site_id = {site:UUID} AND event_time >= {since:DateTime64(3, 'UTC')} AND event_time < {until:DateTime64(3, 'UTC')} AND event_type = 2
    AND (empty({filter:Map(String, Array(String))}) OR visit_id IN (SELECT visit_id FROM ${database}.event_visit_rows(sites=[{site:UUID}], since={since:DateTime64(3, 'UTC')}, until={until:DateTime64(3, 'UTC')}, tz='UTC', unit='year', filter={filter:Map(String, Array(String))})))
GROUP BY bucket, event_name;
