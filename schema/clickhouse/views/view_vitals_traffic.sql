-- Grain: one row per interval (`unit` of the time zone `tz`) with performance samples between `since` and `until`.
-- bucket: begin of the interval, UTC.
-- samples: performance messages. *_p50, *_p75, *_p95: exact percentiles (of n values in order, the one that n * p others come before, rounded down), milliseconds (cls: without a unit), NULL where no sample has the value.
-- Example: SELECT * FROM view_vitals_traffic(site='11111111-2222-4333-8444-555555555555', since='2026-11-01 00:00:00', until='2026-12-01 00:00:00', tz='Europe/Berlin', unit='day', filter=map()) ORDER BY bucket
CREATE OR REPLACE VIEW ${database}.view_vitals_traffic${on_cluster} AS
WITH
    quantilesExact(0.5, 0.75, 0.95)(lcp) AS lcp_quantiles,
    quantilesExact(0.5, 0.75, 0.95)(inp) AS inp_quantiles,
    quantilesExact(0.5, 0.75, 0.95)(cls) AS cls_quantiles,
    quantilesExact(0.5, 0.75, 0.95)(fcp) AS fcp_quantiles,
    quantilesExact(0.5, 0.75, 0.95)(ttfb) AS ttfb_quantiles
SELECT
    toTimeZone(toDateTime64(dateTrunc({unit:String}, toStartOfSecond(event_time), {tz:String}), 0, {tz:String}), 'UTC') AS bucket,
    count() AS samples,
    if(count(lcp) = 0, NULL, lcp_quantiles[1]) AS lcp_p50,
    if(count(inp) = 0, NULL, inp_quantiles[1]) AS inp_p50,
    if(count(cls) = 0, NULL, cls_quantiles[1]) AS cls_p50,
    if(count(fcp) = 0, NULL, fcp_quantiles[1]) AS fcp_p50,
    if(count(ttfb) = 0, NULL, ttfb_quantiles[1]) AS ttfb_p50,
    if(count(lcp) = 0, NULL, lcp_quantiles[2]) AS lcp_p75,
    if(count(inp) = 0, NULL, inp_quantiles[2]) AS inp_p75,
    if(count(cls) = 0, NULL, cls_quantiles[2]) AS cls_p75,
    if(count(fcp) = 0, NULL, fcp_quantiles[2]) AS fcp_p75,
    if(count(ttfb) = 0, NULL, ttfb_quantiles[2]) AS ttfb_p75,
    if(count(lcp) = 0, NULL, lcp_quantiles[3]) AS lcp_p95,
    if(count(inp) = 0, NULL, inp_quantiles[3]) AS inp_p95,
    if(count(cls) = 0, NULL, cls_quantiles[3]) AS cls_p95,
    if(count(fcp) = 0, NULL, fcp_quantiles[3]) AS fcp_p95,
    if(count(ttfb) = 0, NULL, ttfb_quantiles[3]) AS ttfb_p95
FROM ${database}.event_vitals
WHERE site_id = {site:UUID} AND event_time >= {since:DateTime64(3, 'UTC')} AND event_time < {until:DateTime64(3, 'UTC')}
    AND (empty({filter:Map(String, Array(String))}) OR visit_id IN (SELECT visit_id FROM ${database}.event_visit_rows(sites=[{site:UUID}], since={since:DateTime64(3, 'UTC')}, until={until:DateTime64(3, 'UTC')}, tz='UTC', unit='year', filter={filter:Map(String, Array(String))})))
GROUP BY bucket;
