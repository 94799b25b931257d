-- Grain: one row per page, visit and hour where that hour is built, one per view elsewhere; between `since` and `until`.
-- views, timed_views and timed_ms add up: the mean time on a page is sum(timed_ms) / sum(timed_views), in milliseconds.
-- Example: SELECT url_path, sum(views) FROM event_page_rows(sites=['11111111-2222-4333-8444-555555555555'], since='2026-11-01 00:00:00', until='2026-12-01 00:00:00', tz='UTC', unit='day') GROUP BY url_path
CREATE OR REPLACE VIEW ${database}.event_page_rows${on_cluster} AS
SELECT
    site_id,
    toDateTime64(hour * 3600, 3, 'UTC') AS at,
    session_id,
    visit_id,
    url_path,
    page_title,
    last_ms,
    views,
    timed_views,
    timed_ms
FROM ${database}.event_page_built
WHERE site_id IN {sites:Array(UUID)}
    AND (site_id, hour, version) IN (
            SELECT site_id, hour, max(version)
            FROM ${database}.metadata_build
            WHERE site_id IN {sites:Array(UUID)}
                AND hour BETWEEN intDiv(toUnixTimestamp64Milli({since:DateTime64(3, 'UTC')}), 3600000) AND intDiv(toUnixTimestamp64Milli({until:DateTime64(3, 'UTC')}) - 1, 3600000)
                -- fresh: begin
                AND (site_id, hour) NOT IN (
                    SELECT site_id, hour
                    FROM ${database}.event_fresh_hour(
                        sites={sites:Array(UUID)}, since={since:DateTime64(3, 'UTC')}, until={until:DateTime64(3, 'UTC')}, tz={tz:String}, unit={unit:String}))
                -- fresh: end
            GROUP BY site_id, hour)
-- fresh: begin
UNION ALL
SELECT
    site_id,
    at,
    session_id,
    visit_id,
    url_path,
    page_title,
    last_ms,
    views,
    timed_views,
    timed_ms
FROM ${database}.event_page_fresh(
    sites={sites:Array(UUID)}, since={since:DateTime64(3, 'UTC')}, until={until:DateTime64(3, 'UTC')}, tz={tz:String}, unit={unit:String}, parts=0)
WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
-- fresh: end
;
