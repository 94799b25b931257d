-- Grain: one row per path through the site (journey) of the visits between `since` and `until`: the pages viewed and the custom events sent, as 'path:/' and 'event:signup', repetitions of one in a row left out, at most `length`.
-- visits: visit ids whose events in the range begin so, in the order of their time and, where it is equal, of the text of their id. visitors: that have such a visit.
-- Example: SELECT * FROM view_journeys(site='11111111-2222-4333-8444-555555555555', since='2026-11-01 00:00:00', until='2026-12-01 00:00:00', filter=map(), length=4) ORDER BY visits DESC LIMIT 20
CREATE OR REPLACE VIEW ${database}.view_journeys${on_cluster} AS
SELECT
    journey,
    count() AS visits,
    uniqExact(session_id) AS visitors
FROM
(
    SELECT
        session_id,
        visit_id,
        arraySlice(arrayCompact(arrayMap(moment -> moment.3, arraySort(groupArray((toUnixTimestamp64Milli(event_time), toUInt128(event_id),
            if(event_type = 2, concat('event:', event_name), concat('path:', url_path))))))), 1, {length:UInt8}) AS journey
    FROM ${database}.fact_event FINAL
    WHERE site_id = {site:UUID} AND event_time >= {since:DateTime64(3, 'UTC')} AND event_time < {until:DateTime64(3, 'UTC')} AND event_type IN (1, 2, 3, 4)
    AND (empty({filter:Map(String, Array(String))}) OR visit_id IN (SELECT visit_id FROM ${database}.event_visit_rows(sites=[{site:UUID}], since={since:DateTime64(3, 'UTC')}, until={until:DateTime64(3, 'UTC')}, tz='UTC', unit='year', filter={filter:Map(String, Array(String))})))
    GROUP BY session_id, visit_id
)
GROUP BY journey
SETTINGS do_not_merge_across_partitions_select_final = 1, optimize_move_to_prewhere_if_final = 1;
