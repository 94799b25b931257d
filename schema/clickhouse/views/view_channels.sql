-- Grain: one row per channel (channel) of the visits between `since` and `until`; the empty text for what is not known.
-- channel: by the rules of metadata_channel_rule. The others as in view_overview.
-- Example: SELECT * FROM view_channels(site='11111111-2222-4333-8444-555555555555', since='2026-11-01 00:00:00', until='2026-12-01 00:00:00', filter=map()) ORDER BY visitors DESC LIMIT 10
CREATE OR REPLACE VIEW ${database}.view_channels${on_cluster} AS
WITH
    (SELECT groupArray((channel, click_id, utm_medium, source)) FROM (
        SELECT channel, concat('(?i)', click_id) AS click_id, concat('(?i)', utm_medium) AS utm_medium, concat('(?i)', source) AS source
        FROM ${database}.metadata_channel_rule FINAL WHERE is_on ORDER BY rank)) AS rules
SELECT
    arrayFirst(rule -> match(click_id, rule.2) AND match(utm_medium, rule.3) AND match(if(utm_source = '', referrer, utm_source), rule.4), rules).1 AS channel,
    uniqExactMerge(part_sessions) AS visitors,
    sum(part_visits) AS visits,
    sum(part_views) AS views,
    sum(part_custom_events) AS custom_events,
    sum(part_bounces) AS bounces,
    if(visits = 0, 0, bounces / visits) AS bounce_rate,
    sum(part_ms) / 1000 AS visit_seconds,
    if(visits = 0, 0, visit_seconds / visits) AS visit_duration,
    if(visits = 0, 0, views / visits) AS views_per_visit
FROM
(
    SELECT
        click_id,
        utm_medium,
        utm_source,
        referrer,
        uniqExactState(session_id) AS part_sessions,
        countIf(is_first) AS part_visits,
        sum(views) AS part_views,
        sum(custom_events) AS part_custom_events,
        countIf(is_first AND visit_views = 1 AND visit_custom_events = 0) AS part_bounces,
        sumIf(visit_ended_ms - visit_started_ms, is_first) AS part_ms
    FROM ${database}.event_visit_rows(sites=[{site:UUID}], since={since:DateTime64(3, 'UTC')}, until={until:DateTime64(3, 'UTC')}, tz='UTC', unit='year', filter={filter:Map(String, Array(String))})
    GROUP BY click_id, utm_medium, utm_source, referrer
)
GROUP BY channel;
