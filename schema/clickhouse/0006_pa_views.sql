-- Grain: v_pa_events one row per event, v_pa_visits per visit, v_pa_sessions per session, v_pa_event_data per event and key,
-- v_pa_session_data per session and key. Each reads every event exactly once, whatever was delivered twice.
CREATE OR REPLACE VIEW ${database}.v_pa_events${on_cluster} AS
SELECT *
FROM ${database}.fact_event FINAL
WHERE event_type != 6;

CREATE OR REPLACE VIEW ${database}.v_pa_visits${on_cluster} AS
SELECT
    site_id,
    session_id,
    visit_id,
    fromUnixTimestamp64Milli(v.started_ms, 'UTC') AS started_at,
    fromUnixTimestamp64Milli(v.ended_ms, 'UTC') AS ended_at,
    (v.ended_ms - v.started_ms) / 1000 AS duration_seconds,
    v.views AS views,
    v.custom_events AS custom_events,
    toUInt8(v.views = 1 AND v.custom_events = 0) AS is_bounce,
    v.entry.hostname AS hostname,
    v.entry.url_path AS entry_path,
    v.entry.url_query AS entry_query,
    v.entry.page_title AS entry_title,
    v.exit.url_path AS exit_path,
    v.entry.referrer_domain AS referrer_domain,
    v.entry.referrer_path AS referrer_path,
    v.entry.utm_source AS utm_source,
    v.entry.utm_medium AS utm_medium,
    v.entry.utm_campaign AS utm_campaign,
    v.entry.utm_content AS utm_content,
    v.entry.utm_term AS utm_term
FROM
(
    SELECT
        site_id,
        session_id,
        visit_id,
        min(e.started_ms) AS started_ms,
        max(e.ended_ms) AS ended_ms,
        uniqExactMerge(e.views) AS views,
        uniqExactMerge(e.custom_events) AS custom_events,
        min(e.entry) AS entry,
        max(e.exit) AS exit
    FROM ${database}.event_visit AS e
    GROUP BY site_id, session_id, visit_id
) AS v;

CREATE OR REPLACE VIEW ${database}.v_pa_sessions${on_cluster} AS
SELECT
    s.site_id AS site_id,
    s.session_id AS session_id,
    fromUnixTimestamp64Milli(s.first_seen_ms, 'UTC') AS first_seen_at,
    fromUnixTimestamp64Milli(s.last_seen_ms, 'UTC') AS last_seen_at,
    v.visits AS visits,
    v.views AS views,
    v.custom_events AS custom_events,
    s.first.hostname AS hostname,
    s.first.browser AS browser,
    s.first.os AS os,
    s.first.device AS device,
    s.first.screen AS screen,
    s.first.language AS language,
    s.first.country AS country,
    s.first.region AS region,
    s.first.city AS city,
    s.identity.distinct_id AS distinct_id
FROM
(
    SELECT
        site_id,
        session_id,
        min(m.first_seen_ms) AS first_seen_ms,
        max(m.last_seen_ms) AS last_seen_ms,
        min(m.first) AS first,
        max(m.identity) AS identity
    FROM ${database}.metadata_session AS m
    GROUP BY site_id, session_id
) AS s
LEFT JOIN
(
    SELECT
        site_id,
        session_id,
        uniqExact(e.visit_id) AS visits,
        uniqExactMerge(e.views) AS views,
        uniqExactMerge(e.custom_events) AS custom_events
    FROM ${database}.event_visit AS e
    GROUP BY site_id, session_id
) AS v USING (site_id, session_id);

-- A key that one event carries twice counts once, with its first value, as data_text['key'] reads it.
CREATE OR REPLACE VIEW ${database}.v_pa_event_data${on_cluster} AS
SELECT
    site_id,
    session_id,
    visit_id,
    event_id,
    event_time,
    event_type,
    event_name,
    url_path,
    data_key,
    f.data_type[data_key] AS data_type,
    ['text', 'number', 'boolean', 'date', 'json'][data_type] AS type_name,
    string_value,
    if(data_type = 2, data_number[data_key], NULL) AS number_value,
    if(data_type = 4, fromUnixTimestamp64Milli(toInt64(data_number[data_key]), 'UTC'), NULL) AS date_value
FROM ${database}.fact_event AS f FINAL
ARRAY JOIN
    mapKeys(data_text) AS data_key,
    mapValues(data_text) AS string_value,
    arrayEnumerateUniq(mapKeys(data_text)) AS occurrence
WHERE event_type != 6 AND occurrence = 1;

-- The latest value of each key that identify set. It needs no FINAL: the latest of two equal rows is the same.
CREATE OR REPLACE VIEW ${database}.v_pa_session_data${on_cluster} AS
SELECT
    site_id,
    session_id,
    data_key,
    latest.1 AS data_type,
    ['text', 'number', 'boolean', 'date', 'json'][data_type] AS type_name,
    latest.2 AS string_value,
    if(data_type = 2, latest.3, NULL) AS number_value,
    if(data_type = 4, fromUnixTimestamp64Milli(toInt64(latest.3), 'UTC'), NULL) AS date_value,
    latest.4 AS updated_at,
    latest.5 AS distinct_id
FROM
(
    SELECT
        site_id,
        session_id,
        data_key,
        argMax((data_type[data_key], text, data_number[data_key], event_time, distinct_id), (event_time, event_id)) AS latest
    FROM ${database}.fact_event
    ARRAY JOIN
        mapKeys(data_text) AS data_key,
        mapValues(data_text) AS text,
        arrayEnumerateUniq(mapKeys(data_text)) AS occurrence
    WHERE event_type = 6 AND occurrence = 1
    GROUP BY site_id, session_id, data_key
);
