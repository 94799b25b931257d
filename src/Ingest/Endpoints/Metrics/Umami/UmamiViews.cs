using Ingest.Sinks.ClickHouse.Schema;

namespace Ingest.Endpoints.Metrics.Umami;

/// <summary>Queries for what Umami's API answers and no view has, in the form of views, so that they are asked as those are. Columns are named as in its JSON.</summary>
internal static class UmamiViews
{
    private const string Time = "event_time >= {since:DateTime64(3, 'UTC')} AND event_time < {until:DateTime64(3, 'UTC')}";
    private const string Site = "site={site:UUID}, since={since:DateTime64(3, 'UTC')}, until={until:DateTime64(3, 'UTC')}";
    private const string FilterArgument = "filter={filter:Map(String, Array(String))}";

    // A line of its own: it is left out when nothing is filtered.
    private const string Kept = $$"""
            AND (empty({filter:Map(String, Array(String))}) OR visit_id IN (SELECT visit_id FROM ${database}.event_visit_rows(sites=[{site:UUID}], since={since:DateTime64(3, 'UTC')}, until={until:DateTime64(3, 'UTC')}, tz='UTC', unit='year', {{FilterArgument}})))
        """;

    /// <summary>Titles of pages, by the visitors who saw them.</summary>
    public static CataloguedView Titles { get; } = Field("titles", "page_title", "event_type IN (1, 3, 4)");

    /// <summary>Queries of addresses, likewise.</summary>
    public static CataloguedView Queries { get; } = Field("queries", "url_query", "event_type IN (1, 3, 4)");

    /// <summary>Tags of events, likewise.</summary>
    public static CataloguedView Tags { get; } = Field("tags", "tag", "tag != ''");

    /// <summary>The events of a time.</summary>
    public static CataloguedView Events { get; } = Of("events", $$"""
        SELECT event_id AS id, site_id AS websiteId, session_id AS sessionId, event_time AS createdAt, e.hostname AS hostname, url_path AS urlPath, url_query AS urlQuery,
            referrer_path AS referrerPath, referrer_query AS referrerQuery, referrer_domain AS referrerDomain, country, city, device, os, browser, page_title AS pageTitle,
            event_type AS eventType, event_name AS eventName, distinct_id AS distinctId, toBool(notEmpty(data_type)) AS hasData, count() OVER () AS allRows
        FROM ${database}.fact_event AS e FINAL
        WHERE site_id = {site:UUID} AND {{Time}} AND event_type != 6
            AND ({search:String} = '' OR positionCaseInsensitiveUTF8(if(event_type = 2, event_name, url_path), {search:String}) > 0)
        {{Kept}}
        """);

    /// <summary>How many custom events there were.</summary>
    public static CataloguedView EventStats { get; } = Of("event_stats", $$"""
        SELECT count() AS events, uniqExact(session_id) AS visitors, uniqExact(visit_id) AS visits, uniqExact(event_name) AS uniqueEvents
        FROM ${database}.event_custom
        WHERE site_id = {site:UUID} AND {{Time}} AND event_type = 2
        {{Kept}}
        """);

    /// <summary>The sessions of a time.</summary>
    public static CataloguedView Sessions { get; } = Of("sessions", $$"""
        SELECT session_id AS id, {site:UUID} AS websiteId, hostname, browser, os, device, screen, language, country, region, city, distinct_id AS distinctId,
            first_at AS firstAt, last_at AS lastAt, visits, views, custom_events AS events, last_at AS createdAt, count() OVER () AS allRows
        FROM ${database}.view_sessions({{Site}}, {{FilterArgument}})
        WHERE {search:String} = '' OR positionCaseInsensitiveUTF8(concat(distinct_id, ' ', city, ' ', browser, ' ', os, ' ', device), {search:String}) > 0
        """);

    /// <summary>How many sessions there were, and from how many countries.</summary>
    public static CataloguedView SessionStats { get; } = Of("session_stats", $$"""
        SELECT sum(r.views) AS pageviews, uniqExact(session_id) AS visitors, countIf(is_first) AS visits, uniqExactIf(country, country != '') AS countries, sum(r.custom_events) AS events
        FROM ${database}.event_visit_rows(sites=[{site:UUID}], since={since:DateTime64(3, 'UTC')}, until={until:DateTime64(3, 'UTC')}, tz='UTC', unit='year', {{FilterArgument}}) AS r
        """);

    /// <summary>One session, of all time.</summary>
    public static CataloguedView Session { get; } = Of("session", """
        SELECT session_id AS id, site_id AS websiteId, distinct_id AS distinctId, hostname, browser, os, device, screen, language, country, region, city,
            first_seen_at AS firstAt, last_seen_at AS lastAt, visits, s.views AS views, s.custom_events AS events, first_seen_at AS createdAt
        FROM ${database}.v_pa_sessions AS s
        WHERE site_id = {site:UUID} AND session_id = {session:UUID}
        """);

    /// <summary>What a session did in a time.</summary>
    public static CataloguedView Activity { get; } = Of("activity", $$"""
        SELECT event_time AS createdAt, event_id AS eventId, url_path AS urlPath, url_query AS urlQuery, referrer_domain AS referrerDomain, event_type AS eventType,
            event_name AS eventName, visit_id AS visitId, e.hostname AS hostname, toBool(notEmpty(data_type)) AS hasData
        FROM ${database}.fact_event AS e FINAL
        WHERE site_id = {site:UUID} AND session_id = {session:UUID} AND {{Time}} AND event_type != 6
        """);

    /// <summary>What is known of a session.</summary>
    public static CataloguedView Properties { get; } = Of("properties", """
        SELECT data_key AS dataKey, data_type AS dataType, site_id AS websiteId, session_id AS sessionId, string_value AS stringValue, number_value AS numberValue,
            date_value AS dateValue, updated_at AS createdAt
        FROM ${database}.v_pa_session_data
        WHERE site_id = {site:UUID} AND session_id = {session:UUID}
        """);

    /// <summary>The properties of custom events by name.</summary>
    public static CataloguedView EventProperties { get; } = Of("event_properties", $$"""
        SELECT event_name AS eventName, data_key AS propertyName, indexOf(['text', 'number', 'boolean', 'date', 'json'], type_name) AS dataType, events AS total
        FROM ${database}.view_event_data({{Site}}, {{FilterArgument}})
        WHERE {event:String} = '' OR event_name = {event:String}
        """);

    /// <summary>The properties of custom events.</summary>
    public static CataloguedView EventFields { get; } = Of("event_fields", $$"""
        SELECT data_key AS propertyName, indexOf(['text', 'number', 'boolean', 'date', 'json'], type_name) AS dataType, sum(events) AS total
        FROM ${database}.view_event_data({{Site}}, {{FilterArgument}})
        WHERE {event:String} = '' OR event_name = {event:String}
        GROUP BY propertyName, dataType
        """);

    /// <summary>How much data custom events have.</summary>
    public static CataloguedView EventDataStats { get; } = Of("event_data_stats", $$"""
        SELECT countIf(notEmpty(data_type)) AS events, length(groupUniqArrayArray(mapKeys(data_type))) AS properties, sum(length(data_type)) AS records
        FROM ${database}.event_custom
        WHERE site_id = {site:UUID} AND {{Time}} AND event_type = 2
        {{Kept}}
        """);

    /// <summary>The data of one event.</summary>
    public static CataloguedView EventData { get; } = Of("event_data", """
        SELECT data_key AS dataKey, data_type AS dataType, site_id AS websiteId, event_id AS websiteEventId, string_value AS stringValue, number_value AS numberValue,
            date_value AS dateValue, event_time AS createdAt
        FROM ${database}.v_pa_event_data
        WHERE site_id = {site:UUID} AND event_id = {id:UUID}
        """);

    /// <summary>The properties of sessions that were told in a time.</summary>
    public static CataloguedView SessionProperties { get; } = Of("session_properties", """
        SELECT data_key AS propertyName, data_type AS dataType, count() AS total
        FROM ${database}.v_pa_session_data
        WHERE site_id = {site:UUID} AND updated_at >= {since:DateTime64(3, 'UTC')} AND updated_at < {until:DateTime64(3, 'UTC')}
        GROUP BY propertyName, dataType
        """);

    /// <summary>The values of a property of sessions.</summary>
    public static CataloguedView SessionValues { get; } = Of("session_values", """
        SELECT string_value AS value, count() AS total
        FROM ${database}.v_pa_session_data
        WHERE site_id = {site:UUID} AND updated_at >= {since:DateTime64(3, 'UTC')} AND updated_at < {until:DateTime64(3, 'UTC')} AND data_key = {key:String}
        GROUP BY value
        """);

    /// <summary>Visitors of a time, with an event of any kind but an identification.</summary>
    public static CataloguedView Active { get; } = Of("active", $$"""
        SELECT uniqExact(session_id) AS visitors, count() AS events
        FROM ${database}.fact_event
        WHERE site_id = {site:UUID} AND {{Time}} AND event_type != 6
        """);

    /// <summary>When a site's events began and ended.</summary>
    public static CataloguedView DateRange { get; } = Of("date_range", """
        SELECT minOrNull(event_time) AS startDate, maxOrNull(event_time) AS endDate
        FROM ${database}.fact_event
        WHERE site_id = {site:UUID} AND event_type != 6
        """);

    private static CataloguedView Field(string name, string column, string condition) => Of(name, $$"""
        SELECT toString({{column}}) AS x, uniqExact(session_id) AS y
        FROM ${database}.fact_event
        WHERE site_id = {site:UUID} AND {{Time}} AND {{condition}}
        {{Kept}}
        GROUP BY x
        """);

    private static CataloguedView Of(string name, string query)
    {
        var file = new ViewFile($"umami_{name}", $"CREATE VIEW umami_{name} AS\n{query}\n");
        return CataloguedView.Of(file.Name, file);
    }
}
