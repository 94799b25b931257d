using System.Globalization;

namespace Ingest.Commands.Doctor;

/// <summary>How many files, and so connections, the server may have open.</summary>
internal static class FileLimitExamination
{
    private const string Check = "open files";
    private const string Line = "Max open files";

    // The log, the engine's connections and the runtime take some two hundred; below a thousand little is left for clients.
    private const long Least = 1024;

    // One for each connection that is kept alive: as many clients as come within a minute or so.
    private const long Ample = 10_000;

    private const string Remedy = "Raise it to 65536. In a unit of systemd: LimitNOFILE=65536. In a compose file: ulimits: { nofile: 65536 }. In a shell: ulimit -n 65536.";

    /// <summary>Asks the kernel of the server's process, or of this one, which has what a server started here would have.</summary>
    public static Task<IReadOnlyList<Finding>> LookAsync(Deployment deployment, CancellationToken cancellationToken)
    {
        var folder = deployment.Server?.Folder ?? "/proc/self";
        if (!File.Exists($"{folder}/limits"))
        {
            return Task.FromResult<IReadOnlyList<Finding>>([Finding.Ok(Check, "not told by this system")]);
        }

        // .NET raises the soft limit to the hard one as it starts.
        var hard = File.ReadLines($"{folder}/limits").First(line => line.StartsWith(Line, StringComparison.Ordinal))[Line.Length..]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        var limit = long.TryParse(hard, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : long.MaxValue;
        var used = deployment.Server is null ? "" : string.Create(CultureInfo.InvariantCulture, $", {Directory.GetFileSystemEntries($"{folder}/fd").Length} of them open");
        var measured = string.Create(CultureInfo.InvariantCulture, $"at most {(limit == long.MaxValue ? "any number" : $"{limit:N0}")}{used}; each connection is one");
        return Task.FromResult<IReadOnlyList<Finding>>(
        [
            limit < Least ? Finding.Fault(Check, measured, Remedy) : limit < Ample ? Finding.Warning(Check, measured, Remedy) : Finding.Ok(Check, measured),
        ]);
    }
}
