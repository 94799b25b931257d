-- Grain: one row per visit and hour where that hour is built, one per event of a visit elsewhere; between `since` and `until`, of visits that `filter` keeps.
-- What metrics of visits and visitors are made of: views and custom_events add up, is_first is 1 once in each visit, and visit_* and the other columns
-- are those of the visit as the row's hour knows it, with the hour before and the one after: of a visit of more hours, the row with is_first has the first two. A filter maps a name to the values that are kept, '!name' to those that are not, '~name' to parts of those that are: hostname, browser,
-- os, device, screen, language, country, region, city, distinct_id, entry, exit, referrer, channel, utm_source, utm_medium, utm_campaign, utm_content, utm_term, click_id.
-- Also path and event: visits that have seen such a page, or sent such a custom event, in the range. Views of events keep those of a visit id that has a row here.
-- Example: SELECT uniqExact(session_id) FROM event_visit_rows(sites=['11111111-2222-4333-8444-555555555555'], since='2026-11-01 00:00:00', until='2026-12-01 00:00:00', tz='UTC', unit='day', filter=map('country', ['DE']))
CREATE OR REPLACE VIEW ${database}.event_visit_rows${on_cluster} AS
WITH
    -- channel: begin
    (SELECT groupArray((channel, click_id, utm_medium, source)) FROM (
        SELECT channel, concat('(?i)', click_id) AS click_id, concat('(?i)', utm_medium) AS utm_medium, concat('(?i)', source) AS source
        FROM ${database}.metadata_channel_rule FINAL WHERE is_on ORDER BY rank)) AS rules,
    arrayFirst(rule -> match(click_id, rule.2) AND match(utm_medium, rule.3) AND match(if(utm_source = '', referrer, utm_source), rule.4), rules).1 AS visit_channel,
    -- channel: end
    {filter:Map(String, Array(String))} AS keep
SELECT *
FROM
(
    SELECT
        site_id,
        toDateTime64(hour * 3600, 3, 'UTC') AS at,
        session_id,
        visit_id,
        is_first,
        views,
        custom_events,
        visit_started_ms,
        visit_ended_ms,
        visit_views,
        visit_custom_events,
        hostname,
        browser,
        os,
        device,
        screen,
        language,
        country,
        region,
        city,
        distinct_id,
        entry_path,
        exit_path,
        referrer,
        utm_source,
        utm_medium,
        utm_campaign,
        utm_content,
        utm_term,
        click_id
    FROM ${database}.event_visit_built
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
        is_first,
        views,
        custom_events,
        visit_started_ms,
        visit_ended_ms,
        visit_views,
        visit_custom_events,
        hostname,
        browser,
        os,
        device,
        screen,
        language,
        country,
        region,
        city,
        distinct_id,
        entry_path,
        exit_path,
        referrer,
        utm_source,
        utm_medium,
        utm_campaign,
        utm_content,
        utm_term,
        click_id
    FROM ${database}.event_visit_fresh(
        sites={sites:Array(UUID)}, since={since:DateTime64(3, 'UTC')}, until={until:DateTime64(3, 'UTC')}, tz={tz:String}, unit={unit:String}, parts=0)
    WHERE at >= {since:DateTime64(3, 'UTC')} AND at < {until:DateTime64(3, 'UTC')}
    -- fresh: end
)
WHERE 1
    AND (empty(keep['hostname']) OR has(keep['hostname'], hostname))
    AND (empty(keep['!hostname']) OR NOT has(keep['!hostname'], hostname))
    AND (empty(keep['~hostname']) OR multiSearchAnyCaseInsensitiveUTF8(hostname, keep['~hostname']))
    AND (empty(keep['browser']) OR has(keep['browser'], browser))
    AND (empty(keep['!browser']) OR NOT has(keep['!browser'], browser))
    AND (empty(keep['~browser']) OR multiSearchAnyCaseInsensitiveUTF8(browser, keep['~browser']))
    AND (empty(keep['os']) OR has(keep['os'], os))
    AND (empty(keep['!os']) OR NOT has(keep['!os'], os))
    AND (empty(keep['~os']) OR multiSearchAnyCaseInsensitiveUTF8(os, keep['~os']))
    AND (empty(keep['device']) OR has(keep['device'], device))
    AND (empty(keep['!device']) OR NOT has(keep['!device'], device))
    AND (empty(keep['~device']) OR multiSearchAnyCaseInsensitiveUTF8(device, keep['~device']))
    AND (empty(keep['screen']) OR has(keep['screen'], screen))
    AND (empty(keep['!screen']) OR NOT has(keep['!screen'], screen))
    AND (empty(keep['~screen']) OR multiSearchAnyCaseInsensitiveUTF8(screen, keep['~screen']))
    AND (empty(keep['language']) OR has(keep['language'], language))
    AND (empty(keep['!language']) OR NOT has(keep['!language'], language))
    AND (empty(keep['~language']) OR multiSearchAnyCaseInsensitiveUTF8(language, keep['~language']))
    AND (empty(keep['country']) OR has(keep['country'], country))
    AND (empty(keep['!country']) OR NOT has(keep['!country'], country))
    AND (empty(keep['~country']) OR multiSearchAnyCaseInsensitiveUTF8(country, keep['~country']))
    AND (empty(keep['region']) OR has(keep['region'], region))
    AND (empty(keep['!region']) OR NOT has(keep['!region'], region))
    AND (empty(keep['~region']) OR multiSearchAnyCaseInsensitiveUTF8(region, keep['~region']))
    AND (empty(keep['city']) OR has(keep['city'], city))
    AND (empty(keep['!city']) OR NOT has(keep['!city'], city))
    AND (empty(keep['~city']) OR multiSearchAnyCaseInsensitiveUTF8(city, keep['~city']))
    AND (empty(keep['distinct_id']) OR has(keep['distinct_id'], distinct_id))
    AND (empty(keep['!distinct_id']) OR NOT has(keep['!distinct_id'], distinct_id))
    AND (empty(keep['~distinct_id']) OR multiSearchAnyCaseInsensitiveUTF8(distinct_id, keep['~distinct_id']))
    AND (empty(keep['entry']) OR has(keep['entry'], entry_path))
    AND (empty(keep['!entry']) OR NOT has(keep['!entry'], entry_path))
    AND (empty(keep['~entry']) OR multiSearchAnyCaseInsensitiveUTF8(entry_path, keep['~entry']))
    AND (empty(keep['exit']) OR has(keep['exit'], exit_path))
    AND (empty(keep['!exit']) OR NOT has(keep['!exit'], exit_path))
    AND (empty(keep['~exit']) OR multiSearchAnyCaseInsensitiveUTF8(exit_path, keep['~exit']))
    AND (empty(keep['referrer']) OR has(keep['referrer'], referrer))
    AND (empty(keep['!referrer']) OR NOT has(keep['!referrer'], referrer))
    AND (empty(keep['~referrer']) OR multiSearchAnyCaseInsensitiveUTF8(referrer, keep['~referrer']))
    AND (empty(keep['utm_source']) OR has(keep['utm_source'], utm_source))
    AND (empty(keep['!utm_source']) OR NOT has(keep['!utm_source'], utm_source))
    AND (empty(keep['~utm_source']) OR multiSearchAnyCaseInsensitiveUTF8(utm_source, keep['~utm_source']))
    AND (empty(keep['utm_medium']) OR has(keep['utm_medium'], utm_medium))
    AND (empty(keep['!utm_medium']) OR NOT has(keep['!utm_medium'], utm_medium))
    AND (empty(keep['~utm_medium']) OR multiSearchAnyCaseInsensitiveUTF8(utm_medium, keep['~utm_medium']))
    AND (empty(keep['utm_campaign']) OR has(keep['utm_campaign'], utm_campaign))
    AND (empty(keep['!utm_campaign']) OR NOT has(keep['!utm_campaign'], utm_campaign))
    AND (empty(keep['~utm_campaign']) OR multiSearchAnyCaseInsensitiveUTF8(utm_campaign, keep['~utm_campaign']))
    AND (empty(keep['utm_content']) OR has(keep['utm_content'], utm_content))
    AND (empty(keep['!utm_content']) OR NOT has(keep['!utm_content'], utm_content))
    AND (empty(keep['~utm_content']) OR multiSearchAnyCaseInsensitiveUTF8(utm_content, keep['~utm_content']))
    AND (empty(keep['utm_term']) OR has(keep['utm_term'], utm_term))
    AND (empty(keep['!utm_term']) OR NOT has(keep['!utm_term'], utm_term))
    AND (empty(keep['~utm_term']) OR multiSearchAnyCaseInsensitiveUTF8(utm_term, keep['~utm_term']))
    AND (empty(keep['click_id']) OR has(keep['click_id'], click_id))
    AND (empty(keep['!click_id']) OR NOT has(keep['!click_id'], click_id))
    AND (empty(keep['~click_id']) OR multiSearchAnyCaseInsensitiveUTF8(click_id, keep['~click_id']))
    AND (empty(keep['channel']) OR has(keep['channel'], visit_channel))
    AND (empty(keep['!channel']) OR NOT has(keep['!channel'], visit_channel))
    AND (empty(keep['~channel']) OR multiSearchAnyCaseInsensitiveUTF8(visit_channel, keep['~channel']))
    AND (empty(keep['path']) OR visit_id IN (SELECT visit_id FROM ${database}.fact_event WHERE site_id IN {sites:Array(UUID)} AND event_time >= {since:DateTime64(3, 'UTC')} AND event_time < {until:DateTime64(3, 'UTC')} AND event_type IN (1, 3, 4) AND has(keep['path'], url_path)))
    AND (empty(keep['!path']) OR visit_id NOT IN (SELECT visit_id FROM ${database}.fact_event WHERE site_id IN {sites:Array(UUID)} AND event_time >= {since:DateTime64(3, 'UTC')} AND event_time < {until:DateTime64(3, 'UTC')} AND event_type IN (1, 3, 4) AND has(keep['!path'], url_path)))
    AND (empty(keep['~path']) OR visit_id IN (SELECT visit_id FROM ${database}.fact_event WHERE site_id IN {sites:Array(UUID)} AND event_time >= {since:DateTime64(3, 'UTC')} AND event_time < {until:DateTime64(3, 'UTC')} AND event_type IN (1, 3, 4) AND multiSearchAnyCaseInsensitiveUTF8(url_path, keep['~path'])))
    AND (empty(keep['event']) OR visit_id IN (SELECT visit_id FROM ${database}.fact_event WHERE site_id IN {sites:Array(UUID)} AND event_time >= {since:DateTime64(3, 'UTC')} AND event_time < {until:DateTime64(3, 'UTC')} AND event_type = 2 AND has(keep['event'], event_name)))
    AND (empty(keep['!event']) OR visit_id NOT IN (SELECT visit_id FROM ${database}.fact_event WHERE site_id IN {sites:Array(UUID)} AND event_time >= {since:DateTime64(3, 'UTC')} AND event_time < {until:DateTime64(3, 'UTC')} AND event_type = 2 AND has(keep['!event'], event_name)))
    AND (empty(keep['~event']) OR visit_id IN (SELECT visit_id FROM ${database}.fact_event WHERE site_id IN {sites:Array(UUID)} AND event_time >= {since:DateTime64(3, 'UTC')} AND event_time < {until:DateTime64(3, 'UTC')} AND event_type = 2 AND multiSearchAnyCaseInsensitiveUTF8(event_name, keep['~event'])));
