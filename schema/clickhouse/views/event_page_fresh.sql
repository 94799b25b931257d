-- Grain: one row per view with `parts` 0, one per page, visit and hour with `parts` 1, of the hours that are not built.
-- The time on a page is that until the next event of the visit, whatever it is, when it comes within half an hour; else it is not known.
-- Example: SELECT url_path, sum(views) FROM event_page_fresh(sites=['11111111-2222-4333-8444-555555555555'], since='2026-11-01 00:00:00', until='2026-12-01 00:00:00', tz='UTC', unit='day', parts=1) GROUP BY url_path
CREATE OR REPLACE VIEW ${database}.event_page_fresh${on_cluster} AS
WITH
    toInt64(1800000) AS idle_ms
SELECT
    site_id,
    hour,
    url_path,
    session_id,
    visit_id,
    fromUnixTimestamp64Milli(min(ms), 'UTC') AS at,
    max(ms) AS last_ms,
    argMax(page_title, bitShiftLeft(toInt128(ms), 64) + sipHash64(page_title)) AS page_title,
    toUInt32(count()) AS views,
    toUInt32(countIf(gap_ms <= idle_ms)) AS timed_views,
    toUInt64(sumIf(gap_ms, gap_ms <= idle_ms)) AS timed_ms
FROM
(
    SELECT
        site_id,
        session_id,
        visit_id,
        moment.1 AS ms,
        moment.2 AS tie,
        moment.4 AS url_path,
        moment.5 AS page_title,
        intDiv(ms, 3600000) AS hour,
        next_ms - ms AS gap_ms
    FROM
    (
        SELECT
            site_id,
            session_id,
            visit_id,
            arraySort(groupArray((toUnixTimestamp64Milli(event_time), sipHash64(event_id), event_type IN (1, 3, 4), toString(e.url_path), toString(e.page_title)))) AS moments
        FROM ${database}.fact_event AS e FINAL
        WHERE site_id IN {sites:Array(UUID)}
            AND (site_id, intDiv(toUnixTimestamp64Milli(event_time), 3600000)) IN (
                SELECT site_id, hour + arrayJoin([0, 1])
                FROM ${database}.event_fresh_hour(
                    sites={sites:Array(UUID)}, since={since:DateTime64(3, 'UTC')}, until={until:DateTime64(3, 'UTC')}, tz={tz:String}, unit={unit:String}))
            AND event_type != 6
        GROUP BY site_id, session_id, visit_id
    )
    ARRAY JOIN
        moments AS moment,
        arrayPushBack(arrayPopFront(arrayMap(event -> event.1, moments)), (moments[-1]).1 + idle_ms + 1) AS next_ms
    WHERE moment.3
)
WHERE (site_id, hour) IN (
                SELECT site_id, hour
                FROM ${database}.event_fresh_hour(
                    sites={sites:Array(UUID)}, since={since:DateTime64(3, 'UTC')}, until={until:DateTime64(3, 'UTC')}, tz={tz:String}, unit={unit:String}))
GROUP BY site_id, hour, url_path, session_id, visit_id, if({parts:UInt8} = 1, (0, 0), (ms, tie))
SETTINGS do_not_merge_across_partitions_select_final = 1;
