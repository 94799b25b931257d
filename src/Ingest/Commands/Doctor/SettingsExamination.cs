namespace Ingest.Commands.Doctor;

/// <summary>Whether a start would take the settings.</summary>
internal static class SettingsExamination
{
    private const string Check = "settings";

    /// <summary>Every fault, or where the settings are from.</summary>
    public static Task<IReadOnlyList<Finding>> LookAsync(Deployment deployment, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Finding>>(
        deployment.Faults.Count > 0
            ? [.. deployment.Faults.Select(fault => Finding.Fault(Check, fault, "Mend it: a start is refused, and a running server keeps its last good settings. Everything below is measured against the defaults."))]
            : deployment.Server is { IsTakenOn: false } server
                ? [Finding.Warning(Check, $"valid, as this shell has them: those of process {server.Run.ProcessId} cannot be read", "Run the doctor as the server's user or as root, so that the server's own variables count.")]
                : [Finding.Ok(Check, deployment.Server is { } running ? $"valid, as process {running.Run.ProcessId} has them" : "valid, as this shell has them")]);
}
