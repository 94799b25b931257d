-- Grain: one row per minute of the thirty minutes before `until` that has events.
-- minute: its begin, UTC. visitors: sessions with an event in it. views, custom_events: events in it.
-- Example: SELECT * FROM view_realtime(site='11111111-2222-4333-8444-555555555555', until=now64(3)) ORDER BY minute
CREATE OR REPLACE VIEW ${database}.view_realtime${on_cluster} AS
SELECT
    dateTrunc('minute', toStartOfSecond(event_time), 'UTC') AS minute,
    uniqExact(session_id) AS visitors,
    uniqExactIf(event_id, event_type IN (1, 3, 4)) AS views,
    uniqExactIf(event_id, event_type = 2) AS custom_events
FROM ${database}.fact_event
WHERE site_id = {site:UUID} AND event_time >= {until:DateTime64(3, 'UTC')} - INTERVAL 30 MINUTE AND event_time < {until:DateTime64(3, 'UTC')} AND event_type != 6
GROUP BY minute;
