-- Grain: one row per session (site_id, session_id): one visitor in one salt period, identify included; each event counts once.
-- first_seen_at, last_seen_at: first and last event, UTC. visits, views, custom_events: 0 for a session of identify messages alone. hostname to city: of the
-- first event, distinct_id: of the last that has one. Only the columns that are named are computed.
-- Example: SELECT country, count() FROM event_session WHERE site_id = '11111111-2222-4333-8444-555555555555' GROUP BY country
CREATE OR REPLACE VIEW ${database}.event_session${on_cluster} AS
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
    -- The order of events as one number: event_visit says why.
    WITH
        bitShiftLeft(toUInt256(toUnixTimestamp64Milli(e.event_time) + 2208988800000), 112)
            + bitShiftLeft(toUInt256(sipHash64(e.event_id)), 48)
            + toUInt64(toUnixTimestamp64Milli(e.received_at) + 2208988800000) AS rank
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
        argMaxIf(e.distinct_id, rank, e.distinct_id != '') AS distinct_id
    FROM ${database}.fact_event AS e
    GROUP BY site_id, session_id
);
