-- Grain: one row per value (value) of a field (field: url_path, referrer_domain, country, browser, event_name) of the events of the thirty minutes before `until`.
-- visitors: sessions with such an event. events: how many. The row of the empty field has all.
-- Example: SELECT * FROM view_realtime_now(site='11111111-2222-4333-8444-555555555555', until=now64(3)) ORDER BY field, visitors DESC
CREATE OR REPLACE VIEW ${database}.view_realtime_now${on_cluster} AS
SELECT
    entry.1 AS field,
    entry.2 AS value,
    uniqExact(session_id) AS visitors,
    uniqExact(event_id) AS events
FROM ${database}.fact_event
ARRAY JOIN arrayFilter(pair -> pair.1 = '' OR pair.2 != '', [
    ('', ''),
    ('url_path', if(event_type IN (1, 3, 4), toString(url_path), '')),
    ('referrer_domain', toString(referrer_domain)),
    ('country', toString(country)),
    ('browser', toString(browser)),
    ('event_name', if(event_type = 2, toString(event_name), ''))]) AS entry
WHERE site_id = {site:UUID} AND event_time >= {until:DateTime64(3, 'UTC')} - INTERVAL 30 MINUTE AND event_time < {until:DateTime64(3, 'UTC')} AND event_type != 6
GROUP BY field, value;
