-- Grain: one row per performance sample (site_id, event_time, event_id), each once, whatever was delivered twice.
-- lcp, inp, fcp, ttfb: milliseconds. cls: without a unit. NULL for what a sample lacks.
-- Example: SELECT quantileExact(0.75)(lcp) FROM event_vitals WHERE site_id = '11111111-2222-4333-8444-555555555555'
CREATE OR REPLACE VIEW ${database}.event_vitals${on_cluster} AS
SELECT
    site_id, session_id, visit_id, event_id, event_time, hostname, url_path, browser, os, device, country, lcp, inp, cls, fcp, ttfb, received_at
FROM ${database}.fact_event FINAL
WHERE event_type = 5
SETTINGS do_not_merge_across_partitions_select_final = 1, optimize_move_to_prewhere_if_final = 1;
