-- Grain: one row per interval (`unit` of the time zone `tz`) and reason for which events of a site were not stored, between `since` and `until`.
-- bucket: begin of the interval, UTC. events: how many.
-- Example: SELECT * FROM view_rejected_traffic(site='11111111-2222-4333-8444-555555555555', since='2026-11-01 00:00:00', until='2026-12-01 00:00:00', tz='UTC', unit='day') ORDER BY bucket
CREATE OR REPLACE VIEW ${database}.view_rejected_traffic${on_cluster} AS
SELECT
    toTimeZone(toDateTime64(dateTrunc({unit:String}, minute, {tz:String}), 0, {tz:String}), 'UTC') AS bucket,
    reason,
    sum(r.events) AS events
FROM ${database}.view_rejections AS r
WHERE site_id = {site:UUID} AND minute >= {since:DateTime64(3, 'UTC')} AND minute < {until:DateTime64(3, 'UTC')}
GROUP BY bucket, reason;
