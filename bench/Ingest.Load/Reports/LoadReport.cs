using System.Globalization;
using System.Runtime.InteropServices;
using Ingest.Load.Running;
using Ingest.Load.Verifying;

namespace Ingest.Load.Reports;

/// <summary>A run with what is needed to repeat it.</summary>
/// <param name="Result">What came of it.</param>
/// <param name="Verification">What arrived of it; null when it was not asked.</param>
/// <param name="Command">The command that made it.</param>
internal sealed record LoadReport(LoadResult Result, Verification? Verification, string Command)
{
    /// <summary>The command line of this process, without the password.</summary>
    public static string CommandLine(IEnumerable<string> arguments)
    {
        var words = arguments.ToList();
        var secret = words.IndexOf(VerifyOptions.PasswordName) + 1;
        if (secret > 0 && secret < words.Count)
        {
            words[secret] = "…";
        }

        return $"dotnet run -c Release --project bench/Ingest.Load -- {string.Join(' ', words.Where(word => !word.StartsWith(VerifyOptions.PasswordName + "=", StringComparison.Ordinal)))}";
    }

    /// <summary>The machine, as far as it matters.</summary>
    public static string Machine { get; } = string.Create(
        CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} processors, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}");
}
