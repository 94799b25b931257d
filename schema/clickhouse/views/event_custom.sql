-- Grain: one row per custom event (site_id, event_time, event_id), and per other event that has revenue; each once, whatever was delivered twice.
-- revenue: units of currency. Properties are columns of a kind: data_text['plan'], data_number['price'].
-- Example: SELECT data_text['plan'] AS plan, count() FROM event_custom WHERE site_id = '11111111-2222-4333-8444-555555555555' AND event_name = 'signup' GROUP BY plan
CREATE OR REPLACE VIEW ${database}.event_custom${on_cluster} AS
SELECT
    site_id, session_id, visit_id, event_id, event_time, event_type, event_name, hostname, url_path, page_title, tag, country, device, distinct_id,
    revenue, currency, data_text, data_number, data_type, received_at
FROM ${database}.fact_event FINAL
WHERE event_type = 2 OR (revenue != 0 AND event_type != 6)
SETTINGS do_not_merge_across_partitions_select_final = 1, optimize_move_to_prewhere_if_final = 1;
