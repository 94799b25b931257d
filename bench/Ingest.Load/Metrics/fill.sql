-- One day of made-up events of all sites, straight into the facts: a year of them through the intake would take half a day. They follow from the day alone.
-- A visitor comes about twice a month and is a new one with the next month, as by the server's salts; of ten visits four are of one page, and the
-- others have two to eleven events. About eight of ten events are page views, one is a custom one, with data, and one of ten measures the page.
-- Parameters: day, visits of all sites on it, sites.
INSERT INTO ${database}.fact_event (
    site_id, session_id, visit_id, event_id, event_time, event_type, event_name, hostname, url_path, page_title, referrer_domain, utm_source, utm_medium,
    utm_campaign, gclid, browser, os, device, screen, language, country, region, city, lcp, inp, cls, fcp, ttfb, revenue, currency, data_text, data_number,
    data_type, received_at)
WITH
    ['/', '/pricing', '/docs', '/blog', '/about', '/contact', '/features', '/login', '/signup', '/search'] AS main_pages,
    ['google.com', 'bing.com', 'news.example.org', 'reddit.com', 'duckduckgo.com', 'facebook.com', 'linkedin.com', 't.co'] AS referrers,
    ['US', 'DE', 'GB', 'FR', 'IN', 'BR', 'NL', 'CA', 'ES', 'IT', 'PL', 'SE', 'JP', 'AU', 'CH', 'AT'] AS countries,
    -- From 0 to 1, of the visit and of the visitor; the square of it prefers the first of a list.
    site_hash / 18446744073709551616 AS of_visit,
    visitor_hash / 18446744073709551616 AS of_visitor,
    if(step = 1, 1, multiIf(event_hash % 10 = 0, 2, event_hash % 10 = 1, 5, 1)) AS type,
    countries[toUInt8(1 + floor(of_visitor * of_visitor * 16))] AS of_country,
    toUInt16(floor(pow(event_hash % 1000003 / 1000003, 3) * 190)) AS page
SELECT
    toUUID(concat('0b5e55ed-0000-4000-8000-', leftPad(toString(site), 12, '0'))) AS site_id,
    reinterpretAsUUID(toString(unhex(hex(visitor_hash) || hex(intHash64(visitor_hash))))) AS session_id,
    reinterpretAsUUID(toString(unhex(hex(site_hash) || hex(intHash64(site_hash))))) AS visit_id,
    reinterpretAsUUID(toString(unhex(hex(event_hash) || hex(intHash64(event_hash))))) AS event_id,
    fromUnixTimestamp64Milli(started_ms + (step - 1) * 23000 + event_hash % 20000, 'UTC') AS event_time,
    type,
    if(type = 2, ['signup', 'download', 'purchase', 'outbound', 'video', 'newsletter'][toUInt8(1 + event_hash % 6)], '') AS event_name,
    concat('www', toString(site), '.example.com') AS hostname,
    if(page < 10, main_pages[page + 1], concat('/articles/', toString(page))) AS url_path,
    concat('Page ', toString(page)) AS page_title,
    if(step = 1 AND site_hash % 10 < 6, referrers[toUInt8(1 + floor(of_visit * of_visit * 8))], '') AS referrer_domain,
    if(site_hash % 10 = 9, 'newsletter', '') AS utm_source,
    if(site_hash % 10 = 9, 'email', '') AS utm_medium,
    if(site_hash % 10 = 9, concat('week-', toString(toISOWeek({day:Date}))), '') AS utm_campaign,
    if(site_hash % 50 = 8, 'click', '') AS gclid,
    ['chrome', 'safari', 'ios', 'edge-chromium', 'firefox', 'samsung'][toUInt8(1 + floor(of_visitor * of_visitor * 6))] AS browser,
    ['Windows 10', 'Mac OS', 'iOS', 'Android OS', 'Linux'][toUInt8(1 + visitor_hash % 5)] AS os,
    ['desktop', 'mobile', 'laptop', 'tablet'][toUInt8(1 + visitor_hash % 4)] AS device,
    ['1920x1080', '390x844', '1366x768', '412x915', '2560x1440'][toUInt8(1 + visitor_hash % 5)] AS screen,
    ['en-US', 'de-DE', 'en-GB', 'fr-FR', 'es-ES', 'pt-BR'][toUInt8(1 + floor(of_visitor * of_visitor * 6))] AS language,
    of_country AS country,
    concat(of_country, '-', toString(visitor_hash % 9)) AS region,
    concat('City ', toString(visitor_hash % 400)) AS city,
    if(type = 5, 800 + event_hash % 4000, NULL) AS lcp,
    if(type = 5, 20 + event_hash % 400, NULL) AS inp,
    if(type = 5, event_hash % 300 / 1000, NULL) AS cls,
    if(type = 5, 400 + event_hash % 2000, NULL) AS fcp,
    if(type = 5, 50 + event_hash % 900, NULL) AS ttfb,
    toDecimal64(if(event_name = 'purchase', 5 + event_hash % 9000 / 100, 0), 4) AS revenue,
    if(event_name = 'purchase', 'EUR', '') AS currency,
    if(type = 2, map('plan', ['free', 'monthly', 'yearly'][toUInt8(1 + event_hash % 3)], 'items', toString(event_hash % 5)), map()) AS data_text,
    if(type = 2, map('items', toFloat64(event_hash % 5)), map()) AS data_number,
    if(type = 2, map('plan', 1, 'items', 2), map()) AS data_type,
    event_time AS received_at
FROM
(
    SELECT
        number % {sites:UInt32} AS site,
        sipHash64('visit', {day:Date}, number) AS site_hash,
        sipHash64('visitor', site, toYYYYMM({day:Date}), intHash64(site_hash) % (15 * intDiv({visits:UInt64}, {sites:UInt32}))) AS visitor_hash,
        -- Nights are half as busy as days.
        toInt64(toUnixTimestamp(toDateTime({day:Date}, 'UTC'))) * 1000
            + toInt64(if(site_hash % 4 = 0, intHash64(site_hash + 1) % 86400000, 25200000 + intHash64(site_hash + 1) % 50400000)) AS started_ms,
        arrayJoin(range(1, toUInt32(if(site_hash % 10 < 4, 2, 3 + site_hash % 11)))) AS step,
        sipHash64(site_hash, step) AS event_hash
    FROM numbers({visits:UInt64})
);
