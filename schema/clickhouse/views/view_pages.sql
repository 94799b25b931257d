-- Grain: one row per page (url_path) viewed between `since` and `until`.
-- page_title: of the last view; of several in one millisecond the one whose sipHash64 is the greatest. visitors, visits: sessions and visit ids that have seen it. seconds: time on the page where it is known, until the next event of the visit within half an hour; time_on_page: seconds a view, of those views.
-- Example: SELECT * FROM view_pages(site='11111111-2222-4333-8444-555555555555', since='2026-11-01 00:00:00', until='2026-12-01 00:00:00', filter=map()) ORDER BY views DESC LIMIT 10
CREATE OR REPLACE VIEW ${database}.view_pages${on_cluster} AS
SELECT
    url_path,
    argMax(page_title, bitShiftLeft(toInt128(p.last_ms), 64) + sipHash64(page_title)) AS page_title,
    uniqExact(session_id) AS visitors,
    uniqExact(visit_id) AS visits,
    sum(p.views) AS views,
    sum(p.timed_ms) / 1000 AS seconds,
    if(sum(p.timed_views) = 0, 0, seconds / sum(p.timed_views)) AS time_on_page
FROM ${database}.event_page_rows(sites=[{site:UUID}], since={since:DateTime64(3, 'UTC')}, until={until:DateTime64(3, 'UTC')}, tz='UTC', unit='year') AS p
WHERE 1
    AND (empty({filter:Map(String, Array(String))}) OR visit_id IN (SELECT visit_id FROM ${database}.event_visit_rows(sites=[{site:UUID}], since={since:DateTime64(3, 'UTC')}, until={until:DateTime64(3, 'UTC')}, tz='UTC', unit='year', filter={filter:Map(String, Array(String))})))
GROUP BY url_path;
