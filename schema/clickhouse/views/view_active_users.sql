-- Grain: one row per day of the time zone `tz`, empty or not, between `since` and `until`.
-- day: its begin, UTC. daily, weekly, monthly: visitors with an event on the day, in the seven and in the thirty days that end with it, as far as `since` reaches.
-- stickiness: daily / monthly, 0 to 1. A visitor is a distinct id where the site gave one, else a session.
-- A visitor's days are sorted: each counts until its window ends or the next begins, so that a day adds one visitor where it begins and takes it away there.
-- Example: SELECT * FROM view_active_users(site='11111111-2222-4333-8444-555555555555', since='2026-11-01 00:00:00', until='2026-12-01 00:00:00', tz='UTC', filter=map()) ORDER BY day
CREATE OR REPLACE VIEW ${database}.view_active_users${on_cluster} AS
SELECT
    toTimeZone(toDateTime64(toDate32(date), 0, {tz:String}), 'UTC') AS day,
    toUInt64(sum(sum(days)) OVER (ORDER BY date)) AS daily,
    toUInt64(sum(sum(weeks)) OVER (ORDER BY date)) AS weekly,
    toUInt64(sum(sum(months)) OVER (ORDER BY date)) AS monthly,
    if(monthly = 0, 0, daily / monthly) AS stickiness
FROM
(
    SELECT change.1 AS date, change.2 AS days, change.3 AS weeks, change.4 AS months
    FROM
    (
        SELECT
            arraySort(groupUniqArray(toInt32(toDate32(toTimeZone(at, {tz:String}))))) AS active,
            arrayPushBack(arrayPopFront(active), toInt32(1000000)) AS next
        FROM ${database}.event_visit_rows(sites=[{site:UUID}], since={since:DateTime64(3, 'UTC')}, until={until:DateTime64(3, 'UTC')}, tz={tz:String}, unit='day', filter={filter:Map(String, Array(String))})
        GROUP BY if(distinct_id = '', toString(session_id), distinct_id)
    )
    ARRAY JOIN arrayFlatten(arrayMap((day, following) -> [
        (day, 1, 1, 1), (least(day + 1, following), -1, 0, 0), (least(day + 7, following), 0, -1, 0), (least(day + 30, following), 0, 0, -1)], active, next)) AS change
    UNION ALL
    SELECT arrayJoin(arrayMap(i -> toInt32(toDate32(toTimeZone({since:DateTime64(3, 'UTC')}, {tz:String}))) + i, range(toUInt64(greatest(0, dateDiff('day', {since:DateTime64(3, 'UTC')}, {until:DateTime64(3, 'UTC')}, {tz:String}) + 1))))), 0, 0, 0
)
WHERE {since:DateTime64(3, 'UTC')} < {until:DateTime64(3, 'UTC')} AND date <= toInt32(toDate32(toTimeZone({until:DateTime64(3, 'UTC')} - INTERVAL 1 MILLISECOND, {tz:String})))
GROUP BY date;
