-- Grain: one row per site and hour that has events between `since` and `until`: whether what is built of the hour answers for it (is_built).
-- It does when nothing has come for it or its neighbours since (a visit goes on into the next hour), when it lies in the range as a whole, and in one
-- interval (is_whole). An insert counts as under way for three minutes, thrice as long as the sink waits for an answer. Hours before 1970 end with their number,
-- and hour 0 has two: numbers are rounded toward zero. For the unit hour, clocks have to show one hour too: Lord Howe Island moves them by half of one.
-- Example: SELECT countIf(is_built), count() FROM event_cell(sites=['11111111-2222-4333-8444-555555555555'], since='2026-11-01 00:00:00', until='2026-12-01 00:00:00', tz='UTC', unit='day')
CREATE OR REPLACE VIEW ${database}.event_cell${on_cluster} AS
WITH
    fromUnixTimestamp64Milli(if(hour > 0, hour * 3600000, (hour - 1) * 3600000 + 1), 'UTC') AS first_moment,
    fromUnixTimestamp64Milli(if(hour < 0, hour * 3600000, hour * 3600000 + 3599999), 'UTC') AS last_moment
SELECT
    site_id,
    hour,
    near_ms,
    ifNull(build.version, 0) AS version,
    toUInt8(
        first_moment >= {since:DateTime64(3, 'UTC')}
        AND last_moment < {until:DateTime64(3, 'UTC')}
        AND dateTrunc({unit:String}, first_moment, {tz:String}) = dateTrunc({unit:String}, last_moment, {tz:String})
        AND ({unit:String} != 'hour' OR toHour(first_moment, {tz:String}) = toHour(last_moment, {tz:String}))) AS is_whole,
    toUInt8(build.is_valid = 1 AND version > near_ms + 180000 AND is_whole) AS is_built
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
        WHERE site_id IN {sites:Array(UUID)}
            AND hour BETWEEN intDiv(toUnixTimestamp64Milli({since:DateTime64(3, 'UTC')}), 3600000) - 1
            AND intDiv(toUnixTimestamp64Milli({until:DateTime64(3, 'UTC')}) - 1, 3600000) + 1
        GROUP BY site_id, hour
    )
) AS arrival
LEFT JOIN
(
    SELECT site_id, hour, max(b.version) AS version, argMax(b.is_valid, (b.version, b.is_valid)) AS is_valid
    FROM ${database}.metadata_build AS b
    WHERE site_id IN {sites:Array(UUID)}
        AND hour BETWEEN intDiv(toUnixTimestamp64Milli({since:DateTime64(3, 'UTC')}), 3600000)
        AND intDiv(toUnixTimestamp64Milli({until:DateTime64(3, 'UTC')}) - 1, 3600000)
    GROUP BY site_id, hour
) AS build USING (site_id, hour)
WHERE hour BETWEEN intDiv(toUnixTimestamp64Milli({since:DateTime64(3, 'UTC')}), 3600000)
    AND intDiv(toUnixTimestamp64Milli({until:DateTime64(3, 'UTC')}) - 1, 3600000);
