-- Grain: one row per page within one visit (visit_id, url_path) of a site, of the views between `since` and `until`.
-- first_at: of the first view, UTC, to the hour where the hour is built. views: how often. seconds: time on the page where it is known, until the next event of the visit within half an hour; timed_views: views of which it is known.
-- Example: SELECT url_path, sum(seconds) / sum(timed_views) FROM event_page(site='11111111-2222-4333-8444-555555555555', since='2026-11-01 00:00:00', until='2026-12-01 00:00:00') GROUP BY url_path
CREATE OR REPLACE VIEW ${database}.event_page${on_cluster} AS
SELECT
    site_id,
    session_id,
    visit_id,
    url_path,
    argMax(p.page_title, at) AS page_title,
    min(at) AS first_at,
    sum(p.views) AS views,
    sum(p.timed_views) AS timed_views,
    sum(p.timed_ms) / 1000 AS seconds
FROM ${database}.event_page_rows(sites=[{site:UUID}], since={since:DateTime64(3, 'UTC')}, until={until:DateTime64(3, 'UTC')}, tz='UTC', unit='year') AS p
GROUP BY site_id, session_id, visit_id, url_path;
