using System.Collections.Frozen;
using System.Globalization;
using Ingest.Sinks.ClickHouse.Client;

namespace Ingest.Sinks.ClickHouse;

/// <summary>The far end's faults in words for an operator.</summary>
internal static class ClickHouseFault
{
    private const int UnknownTable = 60;
    private const int UnknownDatabase = 81;
    private const int AuthenticationFailed = 516;
    private const int AccessDenied = 497;

    /// <summary>
    /// The codes that a value brings about: another row of the same columns would be taken. A code that all rows meet alike (a missing column, 16;
    /// a column of an inconvertible type, 53), that the connection brings about (a body that broke off, 33) or that passes by itself is not here:
    /// isolating would find a fault in every row.
    /// </summary>
    private static readonly FrozenSet<int> RefusalCodes = new[]
    {
        // A text that a column's new type cannot hold: escapes, quotes, syntax, dates, numbers, arrays, UUIDs, booleans, addresses, enums.
        6, 25, 26, 27, 38, 41, 72, 130, 376, 441, 467, 675, 676, 691,

        // A value beyond a type's range: fixed strings, arguments, inexact conversions, long arrays and strings, ranges, decimals.
        19, 69, 70, 128, 131, 321, 407,

        // A value that makes no sense where it is: malformed data, a division by zero or arrays of unlike sizes in a materialized view, NULL.
        117, 153, 190, 349,

        // A rule of the operator's own: throwIf in a materialized view, a constraint of the table.
        395, 469,
    }.ToFrozenSet();

    /// <summary>True when ClickHouse refuses rows for what is in them.</summary>
    public static bool IsRefusal(Exception exception) => exception is ClickHouseException e && RefusalCodes.Contains(e.Code);

    /// <summary>True for what a far end can bring about; anything else is a fault of this program.</summary>
    public static bool IsFarEnds(Exception exception) =>
        exception is ClickHouseException or HttpRequestException or IOException or TimeoutException;

    /// <summary>One line: who, what, and what to do where that is known.</summary>
    public static string Describe(Exception exception, Uri? endpoint) => exception switch
    {
        ClickHouseException { Code: UnknownTable or UnknownDatabase } e => $"{Refusal(e, endpoint)} Remedy: ingest schema apply.",
        ClickHouseException { Code: AuthenticationFailed or AccessDenied } or ClickHouseException { HttpStatus: 401 or 403 } =>
            $"{Refusal((ClickHouseException)exception, endpoint)} Remedy: check ClickHouse:User and ClickHouse:Password.",
        ClickHouseException e => Refusal(e, endpoint),
        TimeoutException e => $"ClickHouse at {endpoint}: {e.Message}; whether the rows arrived is unknown.",
        _ => $"ClickHouse at {endpoint} cannot be reached or broke off: {exception.Message}",
    };

    private static string Refusal(ClickHouseException e, Uri? endpoint)
    {
        var status = e.HttpStatus.ToString(CultureInfo.InvariantCulture);
        return $"ClickHouse at {endpoint} refused with HTTP {status}, code {e.Code.ToString(CultureInfo.InvariantCulture)}: {e.Message}.";
    }
}
