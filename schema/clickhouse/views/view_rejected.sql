-- Grain: one row per stage and reason for which events of a site were not stored, between `since` and `until`.
-- events: how many. last_minute: begin of the last minute in which there was one, UTC.
-- Example: SELECT * FROM view_rejected(site='11111111-2222-4333-8444-555555555555', since='2026-11-01 00:00:00', until='2026-12-01 00:00:00') ORDER BY events DESC
CREATE OR REPLACE VIEW ${database}.view_rejected${on_cluster} AS
SELECT
    stage,
    reason,
    sum(r.events) AS events,
    max(minute) AS last_minute
FROM ${database}.view_rejections AS r
WHERE site_id = {site:UUID} AND minute >= {since:DateTime64(3, 'UTC')} AND minute < {until:DateTime64(3, 'UTC')}
GROUP BY stage, reason;
