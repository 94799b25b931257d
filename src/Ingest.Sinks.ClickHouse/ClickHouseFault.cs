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
