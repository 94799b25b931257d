-- Grain: one row per value (value) of a key (`key`) of the data of the custom events named `event` between `since` and `until`.
-- value: as text. events: that have it. visitors: that sent one. revenue: of those events, in whatever currency.
-- Example: SELECT * FROM view_event_values(site='11111111-2222-4333-8444-555555555555', since='2026-11-01 00:00:00', until='2026-12-01 00:00:00', filter=map(), event='signup', key='plan') ORDER BY events DESC
CREATE OR REPLACE VIEW ${database}.view_event_values${on_cluster} AS
SELECT
    mapValues(data_text)[indexOf(mapKeys(data_text), {key:String})] AS value,
    count() AS events,
    uniqExact(session_id) AS visitors,
    sum(c.revenue) AS revenue
FROM ${database}.event_custom AS c
WHERE site_id = {site:UUID} AND event_time >= {since:DateTime64(3, 'UTC')} AND event_time < {until:DateTime64(3, 'UTC')} AND event_type = 2 AND event_name = {event:String} AND mapContains(data_text, {key:String})
    AND (empty({filter:Map(String, Array(String))}) OR visit_id IN (SELECT visit_id FROM ${database}.event_visit_rows(sites=[{site:UUID}], since={since:DateTime64(3, 'UTC')}, until={until:DateTime64(3, 'UTC')}, tz='UTC', unit='year', filter={filter:Map(String, Array(String))})))
GROUP BY value;
