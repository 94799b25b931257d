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
    FROM
    (
        -- The order of events as one number, which compares faster than a tuple: the time, a hash of the event id where times are equal, and when it was
        -- received. Views before others where they have to be views.
        WITH
            event_type IN (1, 3, 4) AS is_view,
            toUnixTimestamp64Milli(event_time) AS ms,
            bitShiftLeft(toUInt256(ms + 2208988800000), 112) + bitShiftLeft(toUInt256(sipHash64(event_id)), 48) + toUInt64(toUnixTimestamp64Milli(received_at) + 2208988800000) AS rank,
            bitShiftLeft(toUInt256(NOT is_view), 200) + rank AS rank_from_views,
            bitShiftLeft(toUInt256(is_view), 200) + rank AS rank_to_views
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
            min(rank) AS first_rank,
            argMin((toString(e.hostname), toString(browser), toString(os), toString(device), toString(screen), toString(language), toString(country), toString(region),
                toString(city)), rank) AS part_who,
            maxIf(rank, e.distinct_id != '') AS known_rank,
            argMaxIf(e.distinct_id, rank, e.distinct_id != '') AS part_known,
            min(rank_from_views) AS whence_rank,
            argMin((toString(url_path), toString(referrer_domain), toString(e.utm_source), toString(e.utm_medium), toString(utm_campaign), toString(utm_content), toString(utm_term),
                multiIf(gclid != '', 'gclid', fbclid != '', 'fbclid', msclkid != '', 'msclkid', ttclid != '', 'ttclid', li_fat_id != '', 'li_fat_id', twclid != '', 'twclid', '')), rank_from_views) AS part_whence,
            max(rank_to_views) AS whither_rank,
            argMax(toString(url_path), rank_to_views) AS part_whither
        FROM ${database}.fact_event AS e FINAL
        WHERE site_id IN {sites:Array(UUID)}
            AND (site_id, intDiv(toUnixTimestamp64Milli(event_time), 3600000)) IN (
                SELECT site_id, hour + arrayJoin([-1, 0, 1])
                FROM ${database}.event_fresh_hour(
                    sites={sites:Array(UUID)}, since={since:DateTime64(3, 'UTC')}, until={until:DateTime64(3, 'UTC')}, tz={tz:String}, unit={unit:String}))
            AND event_type != 6
        GROUP BY site_id, hour, session_id, visit_id
    )
    WINDOW run AS (PARTITION BY site_id, session_id, visit_id ORDER BY hour RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING)
)
ARRAY JOIN moments AS moment, arrayEnumerate(moments) AS position
WHERE (site_id, hour) IN (
                SELECT site_id, hour
                FROM ${database}.event_fresh_hour(
                    sites={sites:Array(UUID)}, since={since:DateTime64(3, 'UTC')}, until={until:DateTime64(3, 'UTC')}, tz={tz:String}, unit={unit:String}))
SETTINGS do_not_merge_across_partitions_select_final = 1;
