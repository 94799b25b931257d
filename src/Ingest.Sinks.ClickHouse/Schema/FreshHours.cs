namespace Ingest.Sinks.ClickHouse.Schema;

/// <summary>How a view's query knows which hours are not built, and are read from the facts.</summary>
public enum FreshHours
{
    /// <summary>It asks itself.</summary>
    Asked,

    /// <summary>They are handed in.</summary>
    Given,

    /// <summary>They are handed in, and what the facts say of them is in tables that are: <see cref="FreshPart"/>.</summary>
    Copied,

    /// <summary>There are none, so that it need not know how to read the facts.</summary>
    None,
}
