using Ingest.ClickHouse.Embedded;
using Ingest.Core.Log;
using Ingest.Core.Quarantine;
using Ingest.Core.Registry;
using Ingest.Settings;
using Ingest.Settings.Live;
using Ingest.Sinks.ClickHouse.Client;
using Ingest.Sinks.ClickHouse.Schema;
using Ingest.Sinks.Iceberg;
using Ingest.Sinks.Iceberg.Storage;

namespace Ingest.Commands;

/// <summary>Turns the faults that a user can mend into one message on standard error and exit code 1; others keep their stack.</summary>
internal static class CommandFailure
{
    // As a shell says of a program that Ctrl+C has ended.
    private const int StoppedExitCode = 130;

    /// <summary>Runs a command's work.</summary>
    public static async Task<int> GuardAsync(Func<Task<int>> work)
    {
        try
        {
            // The parser ends the process at a signal that comes before the action has returned its task.
            await Task.Yield();
            return await work();
        }
        catch (OperationCanceledException)
        {
            return StoppedExitCode;
        }
        catch (Exception fault) when (fault is SettingsException or SettingConflictException or EventLogException or RegistryException or QuarantineException or CommandException or EngineUnavailableException or ClickHouseException or SchemaException or IcebergException or LakeStorageException or HttpRequestException or TimeoutException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"ingest: {fault.Message}");
            return 1;
        }
    }
}

/// <summary>A command cannot do what was asked; the message says why and what to do.</summary>
internal sealed class CommandException(string message) : Exception(message);
