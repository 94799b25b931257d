-- Grain: one row per visit and hour of the facts, of the hours that are not built and those beside them: what the events of that hour alone say of the visit.
-- moments: milliseconds, views and custom events, of each event with `parts` 0, of all of them with `parts` 1. *_rank: which hour's word counts for the visit; event_visit_fresh joins the hours.
-- Example: SELECT count() FROM event_visit_part(sites=['11111111-2222-4333-8444-555555555555'], since='2026-11-01 00:00:00', until='2026-12-01 00:00:00', tz='UTC', unit='day', parts=1)
CREATE OR REPLACE VIEW ${database}.event_visit_part${on_cluster} AS
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
SETTINGS do_not_merge_across_partitions_select_final = 1;
