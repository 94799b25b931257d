-- Grain: one row per event of a visit with `parts` 0, one per visit and hour with `parts` 1, of the hours that are not built.
-- The builder stores the parts; the metrics read the events, since an hour may be cut by their range or their interval.
-- A visit is the events of one visit id that no whole hour of the clock without one separates; its parts know what it is as a whole.
-- Example: SELECT count() FROM event_visit_fresh(sites=['11111111-2222-4333-8444-555555555555'], since='2026-11-01 00:00:00', until='2026-12-01 00:00:00', tz='UTC', unit='day', parts=1)
CREATE OR REPLACE VIEW ${database}.event_visit_fresh${on_cluster} AS
SELECT
    site_id,
    hour,
    session_id,
    visit_id,
    toUInt8(first_hour = hour AND position = 1) AS is_first,
    fromUnixTimestamp64Milli(moment.1, 'UTC') AS at,
    moment.2 AS views,
    moment.3 AS custom_events,
    visit_started_ms,
    visit_ended_ms,
    visit_views,
    visit_custom_events,
    who.1 AS hostname,
    who.2 AS browser,
    who.3 AS os,
    who.4 AS device,
    who.5 AS screen,
    who.6 AS language,
    who.7 AS country,
    who.8 AS region,
    who.9 AS city,
    known AS distinct_id,
    whence.1 AS entry_path,
    whither AS exit_path,
    if(whence.2 = replaceRegexpOne(hostname, '^www\\.', ''), '', whence.2) AS referrer,
    whence.3 AS utm_source,
    whence.4 AS utm_medium,
    whence.5 AS utm_campaign,
    whence.6 AS utm_content,
    whence.7 AS utm_term,
    whence.8 AS click_id
FROM
(
    SELECT
        site_id,
        hour,
        session_id,
        visit_id,
        moments,
        min(hour) OVER run AS first_hour,
        min(started_ms) OVER run AS visit_started_ms,
        max(ended_ms) OVER run AS visit_ended_ms,
        toUInt32(sum(part_views) OVER run) AS visit_views,
        toUInt32(sum(part_custom_events) OVER run) AS visit_custom_events,
        argMin(part_who, first_rank) OVER run AS who,
        argMax(part_known, known_rank) OVER run AS known,
        argMin(part_whence, whence_rank) OVER run AS whence,
        argMax(part_whither, whither_rank) OVER run AS whither
    FROM ${database}.event_visit_part(
        sites={sites:Array(UUID)}, since={since:DateTime64(3, 'UTC')}, until={until:DateTime64(3, 'UTC')}, tz={tz:String}, unit={unit:String}, parts={parts:UInt8})
    WINDOW run AS (PARTITION BY site_id, session_id, visit_id ORDER BY hour RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING)
)
ARRAY JOIN moments AS moment, arrayEnumerate(moments) AS position
WHERE (site_id, hour) IN (
                SELECT site_id, hour
                FROM ${database}.event_fresh_hour(
                    sites={sites:Array(UUID)}, since={since:DateTime64(3, 'UTC')}, until={until:DateTime64(3, 'UTC')}, tz={tz:String}, unit={unit:String}));
