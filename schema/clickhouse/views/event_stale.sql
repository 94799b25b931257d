-- Grain: one row per site and hour between the hours `first` and `last` that has events and is to be built: it was not yet, or events have come for it or a
-- neighbour since. Left out is what is still under way: hours that ended less than an hour ago, since visits go on into the next, and those for which, or
-- for whose neighbours, an insert began within the last three minutes.
-- hour: whole hours since 1970.
-- Example: SELECT count() FROM event_stale(first=0, last=600000)
CREATE OR REPLACE VIEW ${database}.event_stale${on_cluster} AS
WITH toUnixTimestamp64Milli(now64(3)) AS now_ms
SELECT site_id, hour
FROM
(
    SELECT
        site_id,
        hour,
        max(arrived_ms) OVER (PARTITION BY site_id ORDER BY hour RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS near_ms
    FROM
    (
        SELECT site_id, hour, toUnixTimestamp64Milli(max(arrived_at)) AS arrived_ms
        FROM ${database}.metadata_arrival
        WHERE hour BETWEEN {first:Int64} - 1 AND {last:Int64} + 1
        GROUP BY site_id, hour
    )
) AS arrival
LEFT JOIN
(
    SELECT site_id, hour, max(b.version) AS version, argMax(b.is_valid, (b.version, b.is_valid)) AS is_valid
    FROM ${database}.metadata_build AS b
    WHERE hour BETWEEN {first:Int64} AND {last:Int64}
    GROUP BY site_id, hour
) AS build USING (site_id, hour)
WHERE hour BETWEEN {first:Int64} AND {last:Int64}
    AND hour BETWEEN 1 AND 700000
    AND (hour + 2) * 3600000 < now_ms
    AND near_ms + 180000 < now_ms
    AND NOT (build.is_valid = 1 AND build.version > near_ms + 180000);
