-- Grain: one row per visit (visit_id) of a site that began between `since` and `until`: the events of one visit id that no whole hour of the clock without one separates.
-- Made of what `ingest build` has built and, for what it has not, of the facts. started_at, ended_at: first and last event, UTC. duration_seconds: between them.
-- is_bounce: 1 for one view and no custom event. hostname to distinct_id: of the first event (distinct_id: the last that was given); entry, referrer and campaign: of the first view.
-- Example: SELECT count(), avg(is_bounce) FROM event_visit(site='11111111-2222-4333-8444-555555555555', since='2026-11-01 00:00:00', until='2026-12-01 00:00:00')
CREATE OR REPLACE VIEW ${database}.event_visit${on_cluster} AS
WITH
    (SELECT groupArray((channel, click_id, utm_medium, source)) FROM (
        SELECT channel, concat('(?i)', click_id) AS click_id, concat('(?i)', utm_medium) AS utm_medium, concat('(?i)', source) AS source
        FROM ${database}.metadata_channel_rule FINAL WHERE is_on ORDER BY rank)) AS rules
SELECT
    site_id,
    session_id,
    visit_id,
    fromUnixTimestamp64Milli(visit_started_ms, 'UTC') AS started_at,
    fromUnixTimestamp64Milli(visit_ended_ms, 'UTC') AS ended_at,
    (visit_ended_ms - visit_started_ms) / 1000 AS duration_seconds,
    visit_views AS views,
    visit_custom_events AS custom_events,
    toUInt8(visit_views = 1 AND visit_custom_events = 0) AS is_bounce,
    hostname, browser, os, device, screen, language, country, region, city, distinct_id,
    entry_path, exit_path, referrer,
    arrayFirst(rule -> match(click_id, rule.2) AND match(utm_medium, rule.3) AND match(if(utm_source = '', referrer, utm_source), rule.4), rules).1 AS channel,
    utm_source, utm_medium, utm_campaign, utm_content, utm_term, click_id
FROM ${database}.event_visit_rows(sites=[{site:UUID}], since={since:DateTime64(3, 'UTC')}, until={until:DateTime64(3, 'UTC')}, tz='UTC', unit='year', filter=map())
WHERE is_first;
