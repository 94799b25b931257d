-- Grain: one row per currency (currency, as sent) between `since` and `until`.
-- revenue: units of currency, Decimal. orders: events with revenue. visitors: that sent one. order_value: revenue an order. visitor_value: revenue a visitor of those.
-- Example: SELECT * FROM view_revenue(site='11111111-2222-4333-8444-555555555555', since='2026-11-01 00:00:00', until='2026-12-01 00:00:00', filter=map())
CREATE OR REPLACE VIEW ${database}.view_revenue${on_cluster} AS
SELECT
    currency,
    sum(c.revenue) AS revenue,
    count() AS orders,
    uniqExact(session_id) AS visitors,
    toFloat64(revenue) / orders AS order_value,
    toFloat64(revenue) / visitors AS visitor_value
FROM ${database}.event_custom AS c
WHERE site_id = {site:UUID} AND event_time >= {since:DateTime64(3, 'UTC')} AND event_time < {until:DateTime64(3, 'UTC')} AND c.revenue != 0
    AND (empty({filter:Map(String, Array(String))}) OR visit_id IN (SELECT visit_id FROM ${database}.event_visit_rows(sites=[{site:UUID}], since={since:DateTime64(3, 'UTC')}, until={until:DateTime64(3, 'UTC')}, tz='UTC', unit='year', filter={filter:Map(String, Array(String))})))
GROUP BY currency;
