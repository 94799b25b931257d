-- Grain: one row per page within one visit (site_id, session_id, visit_id, url_path).
-- first_at, last_at: first and last view, UTC. page_title: of the last. views: how often. seconds: time on the page where it is known: until the next event
-- of the visit, whatever it is, when it comes within half an hour. timed_views: the views of which it is known.
-- Example: SELECT url_path, sum(seconds) / sum(timed_views) FROM event_page WHERE site_id = '11111111-2222-4333-8444-555555555555' GROUP BY url_path
CREATE OR REPLACE VIEW ${database}.event_page${on_cluster} AS
SELECT
    site_id,
    session_id,
    visit_id,
    url_path,
    argMax(title, position) AS page_title,
    fromUnixTimestamp64Milli(min(ms), 'UTC') AS first_at,
    fromUnixTimestamp64Milli(max(ms), 'UTC') AS last_at,
    count() AS views,
    countIf(gap_ms <= 1800000) AS timed_views,
    sumIf(gap_ms, gap_ms <= 1800000) / 1000 AS seconds
FROM
(
    SELECT
        site_id,
        session_id,
        visit_id,
        moment.1 AS ms,
        position,
        moment.4 AS url_path,
        moment.5 AS title,
        if(next.5 = '\0', toInt64(1800001), next.1 - ms) AS gap_ms
    FROM
    (
        SELECT
            site_id,
            session_id,
            visit_id,
            arraySort(groupArray((toUnixTimestamp64Milli(event_time), sipHash64(event_id), event_type IN (1, 3, 4), toString(e.url_path), toString(e.page_title)))) AS moments
        FROM ${database}.fact_event AS e FINAL
        WHERE event_type != 6
        GROUP BY site_id, session_id, visit_id
    )
    ARRAY JOIN
        moments AS moment,
        arrayEnumerate(moments) AS position,
        arrayPushBack(arrayPopFront(moments), (toInt64(0), toUInt64(0), toUInt8(0), '', '\0')) AS next
    WHERE moment.3
)
GROUP BY site_id, session_id, visit_id, url_path
SETTINGS do_not_merge_across_partitions_select_final = 1, optimize_move_to_prewhere_if_final = 1;
