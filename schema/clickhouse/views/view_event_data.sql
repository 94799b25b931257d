-- Grain: one row per name of custom events (event_name), key of their data (data_key) and type (type_name: text, number, boolean, date, json) between `since` and `until`.
-- events: that have the key. distinct_values: of its texts. number_*: of numbers, NULL for other types. A key that an event has twice counts once.
-- Example: SELECT * FROM view_event_data(site='11111111-2222-4333-8444-555555555555', since='2026-11-01 00:00:00', until='2026-12-01 00:00:00', filter=map()) ORDER BY event_name, events DESC
CREATE OR REPLACE VIEW ${database}.view_event_data${on_cluster} AS
SELECT
    event_name,
    data_key,
    ['text', 'number', 'boolean', 'date', 'json'][kind] AS type_name,
    count() AS events,
    uniqExact(session_id) AS visitors,
    uniqExact(text) AS distinct_values,
    sumOrNullIf(number, kind = 2) AS number_sum,
    avgOrNullIf(number, kind = 2) AS number_mean,
    minOrNullIf(number, kind = 2) AS number_min,
    maxOrNullIf(number, kind = 2) AS number_max
FROM
(
    SELECT event_name, session_id, data_key, text, data_type[data_key] AS kind, data_number[data_key] AS number
    FROM ${database}.event_custom
    ARRAY JOIN
        mapKeys(data_text) AS data_key,
        mapValues(data_text) AS text,
        arrayEnumerateUniq(mapKeys(data_text)) AS occurrence
    WHERE site_id = {site:UUID} AND event_time >= {since:DateTime64(3, 'UTC')} AND event_time < {until:DateTime64(3, 'UTC')} AND event_type = 2 AND occurrence = 1
    AND (empty({filter:Map(String, Array(String))}) OR visit_id IN (SELECT visit_id FROM ${database}.event_visit_rows(sites=[{site:UUID}], since={since:DateTime64(3, 'UTC')}, until={until:DateTime64(3, 'UTC')}, tz='UTC', unit='year', filter={filter:Map(String, Array(String))})))
)
GROUP BY event_name, data_key, kind;
