-- Grain: one row per cohort (cohort: begin of the interval, `unit` of the time zone `tz`, in which visitors of it came first) and age (age: intervals since) between `since` and `until`.
-- visitors: of the cohort, with an event in that interval. cohort_visitors: all of the cohort. A visitor is a distinct id where the site gave one, else a session, which ends with its salt period.
-- Example: SELECT * FROM view_retention(site='11111111-2222-4333-8444-555555555555', since='2026-11-01 00:00:00', until='2026-12-01 00:00:00', tz='UTC', unit='week', filter=map()) ORDER BY cohort, age
CREATE OR REPLACE VIEW ${database}.view_retention${on_cluster} AS
SELECT
    toTimeZone(first_bucket, 'UTC') AS cohort,
    dateDiff({unit:String}, first_bucket, bucket, {tz:String}) AS age,
    count() AS visitors,
    max(visitors) OVER (PARTITION BY first_bucket) AS cohort_visitors
FROM
(
    SELECT
        if(distinct_id = '', toString(session_id), distinct_id) AS visitor,
        arraySort(groupUniqArray(toDateTime64(dateTrunc({unit:String}, toStartOfSecond(at), {tz:String}), 0, {tz:String}))) AS buckets,
        buckets[1] AS first_bucket
    FROM ${database}.event_visit_rows(sites=[{site:UUID}], since={since:DateTime64(3, 'UTC')}, until={until:DateTime64(3, 'UTC')}, tz={tz:String}, unit={unit:String}, filter={filter:Map(String, Array(String))})
    GROUP BY visitor
)
ARRAY JOIN buckets AS bucket
GROUP BY first_bucket, bucket;
