namespace Ingest.Core.Events;

/// <summary>Type of one value of event data, Umami's <c>data_type</c>. Persisted: values may be added, never changed.</summary>
public enum DataValueType : byte
{
    /// <summary>A string, stored as it is.</summary>
    Text = 1,

    /// <summary>A number; its text has four decimals.</summary>
    Number = 2,

    /// <summary>A boolean; its text is <c>true</c> or <c>false</c>.</summary>
    Boolean = 3,

    /// <summary>A string that reads as a date; its text is ISO 8601 in UTC with milliseconds.</summary>
    Date = 4,

    /// <summary>An array or null; its text is JSON.</summary>
    Json = 5,
}
