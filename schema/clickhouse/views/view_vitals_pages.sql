-- Grain: one row per page (url_path) with performance samples between `since` and `until`.
-- samples: performance messages. *_p50, *_p75, *_p95: exact percentiles (of n values in order, the one that n * p others come before, rounded down), milliseconds (cls: without a unit), NULL where no sample has the value.
-- Example: SELECT * FROM view_vitals_pages(site='11111111-2222-4333-8444-555555555555', since='2026-11-01 00:00:00', until='2026-12-01 00:00:00', filter=map()) ORDER BY samples DESC LIMIT 10
CREATE OR REPLACE VIEW ${database}.view_vitals_pages${on_cluster} AS
SELECT
    url_path,
    count() AS samples,
    quantileExactOrNull(0.5)(lcp) AS lcp_p50,
    quantileExactOrNull(0.5)(inp) AS inp_p50,
    quantileExactOrNull(0.5)(cls) AS cls_p50,
    quantileExactOrNull(0.5)(fcp) AS fcp_p50,
    quantileExactOrNull(0.5)(ttfb) AS ttfb_p50,
    quantileExactOrNull(0.75)(lcp) AS lcp_p75,
    quantileExactOrNull(0.75)(inp) AS inp_p75,
    quantileExactOrNull(0.75)(cls) AS cls_p75,
    quantileExactOrNull(0.75)(fcp) AS fcp_p75,
    quantileExactOrNull(0.75)(ttfb) AS ttfb_p75,
    quantileExactOrNull(0.95)(lcp) AS lcp_p95,
    quantileExactOrNull(0.95)(inp) AS inp_p95,
    quantileExactOrNull(0.95)(cls) AS cls_p95,
    quantileExactOrNull(0.95)(fcp) AS fcp_p95,
    quantileExactOrNull(0.95)(ttfb) AS ttfb_p95
FROM ${database}.event_vitals
WHERE site_id = {site:UUID} AND event_time >= {since:DateTime64(3, 'UTC')} AND event_time < {until:DateTime64(3, 'UTC')}
    AND (empty({filter:Map(String, Array(String))}) OR visit_id IN (SELECT visit_id FROM ${database}.event_visit_rows(sites=[{site:UUID}], since={since:DateTime64(3, 'UTC')}, until={until:DateTime64(3, 'UTC')}, tz='UTC', unit='year', filter={filter:Map(String, Array(String))})))
GROUP BY url_path;
