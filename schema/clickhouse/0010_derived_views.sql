-- Grain: as before: event_visit one row per visit (site_id, session_id, visit_id), metadata_session one row per session (site_id, session_id).
-- Both become views of fact_event: materialized at each insert they took more than half of its CPU and two fifths of the disk, and a query of
-- the views had to group them again all the same. Columns and types stay; what they hold, the facts hold, so nothing is copied.
-- Every statement may be repeated: the materialized views go first, so that no insert meets one without its table. Plain views take their names,
-- so that an earlier binary finds all that it knows and repairs nothing.
DROP VIEW IF EXISTS ${database}.fact_event_to_metadata_session${on_cluster};

DROP VIEW IF EXISTS ${database}.fact_event_to_event_visit${on_cluster};

-- only: cluster
DROP TABLE IF EXISTS ${database}.metadata_session_local${on_cluster} SETTINGS max_table_size_to_drop = 0;

-- only: cluster
DROP TABLE IF EXISTS ${database}.event_visit_local${on_cluster} SETTINGS max_table_size_to_drop = 0;

DROP TABLE IF EXISTS ${database}.metadata_session${on_cluster} SETTINGS max_table_size_to_drop = 0;

DROP TABLE IF EXISTS ${database}.event_visit${on_cluster} SETTINGS max_table_size_to_drop = 0;

-- Of equal outcome however often a row is there: minimum, maximum and sets.
CREATE OR REPLACE VIEW ${database}.metadata_session${on_cluster} AS
SELECT
    site_id,
    session_id,
    min(toUnixTimestamp64Milli(event_time)) AS first_seen_ms,
    max(toUnixTimestamp64Milli(event_time)) AS last_seen_ms,
    CAST(min((event_time, sipHash64(event_id), toString(hostname), toString(browser), toString(os), toString(device), toString(screen),
        toString(language), toString(country), toString(region), toString(city))),
        'Tuple(event_time DateTime64(3, ''UTC''), tie UInt64, hostname String, browser String, os String, device String, screen String, language String, country String, region String, city String)') AS first,
    CAST(max(if(distinct_id != '', (1, event_time, sipHash64(event_id), distinct_id), (0, toDateTime64(0, 3, 'UTC'), 0, ''))),
        'Tuple(is_known UInt8, event_time DateTime64(3, ''UTC''), tie UInt64, distinct_id String)') AS identity
FROM ${database}.fact_event
GROUP BY site_id, session_id;

CREATE OR REPLACE VIEW ${database}.event_visit${on_cluster} AS
SELECT
    site_id,
    session_id,
    visit_id,
    min(toUnixTimestamp64Milli(event_time)) AS started_ms,
    max(toUnixTimestamp64Milli(event_time)) AS ended_ms,
    uniqExactStateIf(sipHash64(event_id), event_type IN (1, 3, 4)) AS views,
    uniqExactStateIf(sipHash64(event_id), event_type = 2) AS custom_events,
    CAST(min((toUInt8(event_type NOT IN (1, 3, 4)), event_time, sipHash64(event_id), toString(hostname), toString(url_path), url_query,
        toString(page_title), toString(referrer_domain), toString(referrer_path), toString(utm_source), toString(utm_medium),
        toString(utm_campaign), toString(utm_content), toString(utm_term))),
        'Tuple(is_no_view UInt8, event_time DateTime64(3, ''UTC''), tie UInt64, hostname String, url_path String, url_query String, page_title String, referrer_domain String, referrer_path String, utm_source String, utm_medium String, utm_campaign String, utm_content String, utm_term String)') AS entry,
    CAST(max((toUInt8(event_type IN (1, 3, 4)), event_time, sipHash64(event_id), toString(hostname), toString(url_path))),
        'Tuple(is_view UInt8, event_time DateTime64(3, ''UTC''), tie UInt64, hostname String, url_path String)') AS exit
FROM ${database}.fact_event
WHERE event_type != 6
GROUP BY site_id, session_id, visit_id;

CREATE OR REPLACE VIEW ${database}.fact_event_to_metadata_session${on_cluster} AS
SELECT *
FROM ${database}.metadata_session;

CREATE OR REPLACE VIEW ${database}.fact_event_to_event_visit${on_cluster} AS
SELECT *
FROM ${database}.event_visit;

-- Each column is an aggregate of its own, so that a query computes those that it names. `received_at` at the end of a key makes rows that share
-- time and id tell apart: with it, equal keys are equal rows.
CREATE OR REPLACE VIEW ${database}.v_pa_visits${on_cluster} AS
SELECT
    site_id,
    session_id,
    visit_id,
    fromUnixTimestamp64Milli(started_ms, 'UTC') AS started_at,
    fromUnixTimestamp64Milli(ended_ms, 'UTC') AS ended_at,
    (ended_ms - started_ms) / 1000 AS duration_seconds,
    views,
    custom_events,
    toUInt8(views = 1 AND custom_events = 0) AS is_bounce,
    hostname,
    entry_path,
    entry_query,
    entry_title,
    exit_path,
    referrer_domain,
    referrer_path,
    utm_source,
    utm_medium,
    utm_campaign,
    utm_content,
    utm_term
FROM
(
    WITH
        event_type IN (1, 3, 4) AS is_view,
        (NOT is_view, e.event_time, sipHash64(e.event_id), e.received_at) AS rank_first,
        (is_view, e.event_time, sipHash64(e.event_id), e.received_at) AS rank_last
    SELECT
        site_id,
        session_id,
        visit_id,
        min(toUnixTimestamp64Milli(e.event_time)) AS started_ms,
        max(toUnixTimestamp64Milli(e.event_time)) AS ended_ms,
        uniqExactIf(sipHash64(e.event_id), is_view) AS views,
        uniqExactIf(sipHash64(e.event_id), event_type = 2) AS custom_events,
        argMin(toString(e.hostname), rank_first) AS hostname,
        argMin(toString(e.url_path), rank_first) AS entry_path,
        argMin(e.url_query, rank_first) AS entry_query,
        argMin(toString(e.page_title), rank_first) AS entry_title,
        argMax(toString(e.url_path), rank_last) AS exit_path,
        argMin(toString(e.referrer_domain), rank_first) AS referrer_domain,
        argMin(toString(e.referrer_path), rank_first) AS referrer_path,
        argMin(toString(e.utm_source), rank_first) AS utm_source,
        argMin(toString(e.utm_medium), rank_first) AS utm_medium,
        argMin(toString(e.utm_campaign), rank_first) AS utm_campaign,
        argMin(toString(e.utm_content), rank_first) AS utm_content,
        argMin(toString(e.utm_term), rank_first) AS utm_term
    FROM ${database}.fact_event AS e
    WHERE event_type != 6
    GROUP BY site_id, session_id, visit_id
);

CREATE OR REPLACE VIEW ${database}.v_pa_sessions${on_cluster} AS
SELECT
    site_id,
    session_id,
    fromUnixTimestamp64Milli(first_seen_ms, 'UTC') AS first_seen_at,
    fromUnixTimestamp64Milli(last_seen_ms, 'UTC') AS last_seen_at,
    visits,
    views,
    custom_events,
    hostname,
    browser,
    os,
    device,
    screen,
    language,
    country,
    region,
    city,
    distinct_id
FROM
(
    WITH (e.event_time, sipHash64(e.event_id), e.received_at) AS rank
    SELECT
        site_id,
        session_id,
        min(toUnixTimestamp64Milli(e.event_time)) AS first_seen_ms,
        max(toUnixTimestamp64Milli(e.event_time)) AS last_seen_ms,
        uniqExactIf(e.visit_id, event_type != 6) AS visits,
        uniqExactIf(sipHash64(e.event_id), event_type IN (1, 3, 4)) AS views,
        uniqExactIf(sipHash64(e.event_id), event_type = 2) AS custom_events,
        argMin(toString(e.hostname), rank) AS hostname,
        argMin(toString(e.browser), rank) AS browser,
        argMin(toString(e.os), rank) AS os,
        argMin(toString(e.device), rank) AS device,
        argMin(toString(e.screen), rank) AS screen,
        argMin(toString(e.language), rank) AS language,
        argMin(toString(e.country), rank) AS country,
        argMin(toString(e.region), rank) AS region,
        argMin(toString(e.city), rank) AS city,
        max((e.distinct_id != '', rank, e.distinct_id)).3 AS distinct_id
    FROM ${database}.fact_event AS e
    GROUP BY site_id, session_id
);
