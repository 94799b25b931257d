-- Grain: one row per visit (site_id, session_id, visit_id): all events of one visit id, however far apart, identify left out; each counts once.
-- started_at, ended_at: first and last event, UTC. duration_seconds: between them. views: page views, links and pixels. is_bounce: 1 for one view and no
-- custom event. hostname, entry_*, referrer_* and utm_*: of the first view, or of the first event when there is no view; click_id: the name of the first
-- click id that it has, such as gclid. exit_path: of the last view, or of the last event. browser to city: of the first event. distinct_id: of the last
-- event that has one. Only the columns that are named are computed.
-- Example: SELECT entry_path, count(), avg(duration_seconds) FROM event_visit WHERE site_id = '11111111-2222-4333-8444-555555555555' AND started_at >= '2026-11-01' GROUP BY entry_path
CREATE OR REPLACE VIEW ${database}.event_visit${on_cluster} AS
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
    utm_term,
    click_id,
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
    -- Events are ordered by time, by a hash of the event id within a millisecond, and by received_at: as one number, which takes an aggregate a sixth of the
    -- time that a tuple takes. Times count from 1900, so that none is negative. Views are before others in one order, and behind them in the other.
    WITH
        event_type IN (1, 3, 4) AS is_view,
        bitShiftLeft(toUInt256(toUnixTimestamp64Milli(e.event_time) + 2208988800000), 112)
            + bitShiftLeft(toUInt256(sipHash64(e.event_id)), 48)
            + toUInt64(toUnixTimestamp64Milli(e.received_at) + 2208988800000) AS rank,
        rank + bitShiftLeft(toUInt256(NOT is_view), 160) AS rank_first,
        rank + bitShiftLeft(toUInt256(is_view), 160) AS rank_last
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
        argMin(toString(e.utm_term), rank_first) AS utm_term,
        argMin(multiIf(e.gclid != '', 'gclid', e.fbclid != '', 'fbclid', e.msclkid != '', 'msclkid', e.ttclid != '', 'ttclid', e.li_fat_id != '', 'li_fat_id',
            e.twclid != '', 'twclid', ''), rank_first) AS click_id,
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
    WHERE event_type != 6
    GROUP BY site_id, session_id, visit_id
);
