-- Grain: one row per step (step, from 1) of a funnel between `since` and `until`: visitors who took the steps up to it, in their order, within `seconds` of the first.
-- `steps`: one text each, 'path:/cart' for a view of a page, 'event:purchase' for a custom event, a trailing * for all that begin so. An event is one step at most.
-- visitors: who got there. share: of those of the first step, dropped: of those of the step before, 0 to 1. A visitor is a session.
-- Example: SELECT * FROM view_funnel(site='11111111-2222-4333-8444-555555555555', since='2026-11-01 00:00:00', until='2026-12-01 00:00:00', filter=map(), steps=['path:/', 'path:/pricing*', 'event:signup'], seconds=86400) ORDER BY step
CREATE OR REPLACE VIEW ${database}.view_funnel${on_cluster} AS
WITH
    {steps:Array(String)} AS wanted,
    toInt64({seconds:UInt32}) * 1000 AS window_ms
SELECT
    step,
    name,
    visitors,
    if(first_value(visitors) OVER (ORDER BY step ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) = 0, 0,
        visitors / first_value(visitors) OVER (ORDER BY step ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)) AS share,
    if(step = 1 OR lagInFrame(visitors) OVER (ORDER BY step ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) = 0, 0,
        1 - visitors / lagInFrame(visitors) OVER (ORDER BY step ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)) AS dropped
FROM
(
    SELECT
        step,
        wanted[step] AS name,
        countIf(reached >= step) AS visitors
    FROM
    (
        SELECT arrayCount(moment -> moment > 0, arrayFold(
            (starts, hit) -> arrayMap((start, position) -> multiIf(
                    NOT has(hit.3, position), start,
                    position = 1, hit.1,
                    starts[position - 1] > 0 AND hit.1 - starts[position - 1] <= window_ms, starts[position - 1],
                    start), starts, arrayEnumerate(starts)),
            arraySort(groupArray((toUnixTimestamp64Milli(event_time) + 2208988800001, toUInt128(event_id), arrayMap(i -> toUInt32(i), hits)))),
            arrayMap(name -> toInt64(0), wanted))) AS reached
        FROM
        (
            SELECT
                session_id,
                event_time,
                event_id,
                arrayFilter(i -> if(endsWith(wanted[i], '*'),
                    startsWith(taken, substring(wanted[i], 1, length(wanted[i]) - 1)), taken = wanted[i]), arrayEnumerate(wanted)) AS hits,
                if(event_type = 2, concat('event:', event_name), concat('path:', url_path)) AS taken
            FROM ${database}.fact_event FINAL
            WHERE site_id = {site:UUID} AND event_time >= {since:DateTime64(3, 'UTC')} AND event_time < {until:DateTime64(3, 'UTC')} AND event_type IN (1, 2, 3, 4) AND notEmpty(hits)
    AND (empty({filter:Map(String, Array(String))}) OR visit_id IN (SELECT visit_id FROM ${database}.event_visit_rows(sites=[{site:UUID}], since={since:DateTime64(3, 'UTC')}, until={until:DateTime64(3, 'UTC')}, tz='UTC', unit='year', filter={filter:Map(String, Array(String))})))
        )
        GROUP BY session_id
    ) AS sessions
    RIGHT JOIN (SELECT arrayJoin(arrayEnumerate(wanted)) AS step) AS steps ON 1 = 1
    GROUP BY step
)
SETTINGS do_not_merge_across_partitions_select_final = 1, optimize_move_to_prewhere_if_final = 1;
