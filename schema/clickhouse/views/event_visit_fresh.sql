-- Grain: one row per event of a visit with `parts` 0, one per visit and hour with `parts` 1, of the hours that are not built.
-- The builder stores the parts; the metrics read the events, since an hour may be cut by their range or their interval.
-- A visit is the events of one visit id that no whole hour of the clock without one separates; its parts know what it is as a whole.
-- Example: SELECT count() FROM event_visit_fresh(sites=['11111111-2222-4333-8444-555555555555'], since='2026-11-01 00:00:00', until='2026-12-01 00:00:00', tz='UTC', unit='day', parts=1)
CREATE OR REPLACE VIEW ${database}.event_visit_fresh${on_cluster} AS
WITH
    (SELECT groupBitmapStateIf(cell, NOT is_built) FROM ${database}.event_cell(
        sites={sites:Array(UUID)}, since={since:DateTime64(3, 'UTC')}, until={until:DateTime64(3, 'UTC')}, tz={tz:String}, unit={unit:String})) AS fresh
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
    who.4 AS hostname,
    who.5 AS browser,
    who.6 AS os,
    who.7 AS device,
    who.8 AS screen,
    who.9 AS language,
    who.10 AS country,
    who.11 AS region,
    who.12 AS city,
    known.5 AS distinct_id,
    whence.5 AS entry_path,
    whither.5 AS exit_path,
    if(whence.6 = replaceRegexpOne(hostname, '^www\\.', ''), '', whence.6) AS referrer,
    whence.7 AS utm_source,
    whence.8 AS utm_medium,
    whence.9 AS utm_campaign,
    whence.10 AS utm_content,
    whence.11 AS utm_term,
    whence.12 AS click_id
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
        min(part_who) OVER run AS who,
        max(part_known) OVER run AS known,
        min(part_whence) OVER run AS whence,
        max(part_whither) OVER run AS whither
    FROM
    (
        -- The least and the greatest tuple are those of the first and the last event, views before others where they have to be views. What orders
        -- events of one millisecond is a hash of the event id.
        WITH
            event_type IN (1, 3, 4) AS is_view,
            toUnixTimestamp64Milli(event_time) AS ms,
            sipHash64(event_id) AS tie
        SELECT
            site_id,
            intDiv(ms, 3600000) AS hour,
            session_id,
            visit_id,
            if({parts:UInt8} = 1,
                [(min(ms), toUInt32(countIf(is_view)), toUInt32(countIf(event_type = 2)))],
                arraySort(groupArrayIf((ms, toUInt32(is_view), toUInt32(event_type = 2)), {parts:UInt8} = 0))) AS moments,
            min(ms) AS started_ms,
            max(ms) AS ended_ms,
            countIf(is_view) AS part_views,
            countIf(event_type = 2) AS part_custom_events,
            min((ms, tie, received_at, toString(e.hostname), toString(browser), toString(os), toString(device), toString(screen), toString(language),
                toString(country), toString(region), toString(city))) AS part_who,
            max((e.distinct_id != '', ms, tie, received_at, e.distinct_id)) AS part_known,
            min((NOT is_view, ms, tie, received_at, toString(url_path), toString(referrer_domain), toString(e.utm_source), toString(e.utm_medium),
                toString(utm_campaign), toString(utm_content), toString(utm_term),
                multiIf(gclid != '', 'gclid', fbclid != '', 'fbclid', msclkid != '', 'msclkid', ttclid != '', 'ttclid', li_fat_id != '', 'li_fat_id', twclid != '', 'twclid', ''))) AS part_whence,
            max((is_view, ms, tie, received_at, toString(url_path))) AS part_whither
        FROM ${database}.fact_event AS e FINAL
        WHERE site_id IN {sites:Array(UUID)}
            AND (site_id, intDiv(toUnixTimestamp64Milli(event_time), 3600000)) IN (
                SELECT site_id, hour + arrayJoin([-1, 0, 1])
                FROM ${database}.metadata_arrival
                WHERE site_id IN {sites:Array(UUID)}
                    AND hour BETWEEN intDiv(toUnixTimestamp64Milli({since:DateTime64(3, 'UTC')}), 3600000) AND intDiv(toUnixTimestamp64Milli({until:DateTime64(3, 'UTC')}) - 1, 3600000)
                    AND bitmapContains(fresh, toUInt32(indexOf({sites:Array(UUID)}, site_id) * 4194304 + hour + 1000000)))
            AND event_type != 6
        GROUP BY site_id, hour, session_id, visit_id
    )
    WINDOW run AS (PARTITION BY site_id, session_id, visit_id ORDER BY hour RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING)
)
ARRAY JOIN moments AS moment, arrayEnumerate(moments) AS position
WHERE (site_id, hour) IN (
                SELECT site_id, hour
                FROM ${database}.metadata_arrival
                WHERE site_id IN {sites:Array(UUID)}
                    AND hour BETWEEN intDiv(toUnixTimestamp64Milli({since:DateTime64(3, 'UTC')}), 3600000) AND intDiv(toUnixTimestamp64Milli({until:DateTime64(3, 'UTC')}) - 1, 3600000)
                    AND bitmapContains(fresh, toUInt32(indexOf({sites:Array(UUID)}, site_id) * 4194304 + hour + 1000000)))
SETTINGS do_not_merge_across_partitions_select_final = 1;
