using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Ingest.Commands;

/// <summary><c>ingest log info|verify|dump|cut|repair</c>: the log of a server that is stopped.</summary>
internal static class LogCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The command.</summary>
    public static Command Create() => new("log", """
        Look into the log of a stopped server, and mend it. Works on the raw files, also where the server does not start.

        At 3 a.m.: ingest log info, then ingest log verify, then ingest log repair, which changes nothing without --yes.
        """)
    {
        LogInfoCommand.Create(), LogVerifyCommand.Create(), LogDumpCommand.Create(), LogCutCommand.Create(), LogRepairCommand.Create(),
    };

    /// <summary>A fresh <c>--json</c> option.</summary>
    public static Option<bool> JsonOption() => new("--json") { Description = "Print JSON instead of tables" };

    /// <summary>Prints an object as JSON.</summary>
    public static void Print(object value) => Console.WriteLine(JsonSerializer.Serialize(value, Json));
}
