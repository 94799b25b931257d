using System.Globalization;
using System.Runtime.InteropServices;

namespace Ingest.IntegrationTests.Time;

/// <summary>
/// The wall clock of a process under test, by libfaketime: preloaded, it adds what a file says to each answer of the C library's clock. The monotonic
/// clock stays the machine's, as it does when a real clock is set.
/// </summary>
internal sealed class FakeClock
{
    public const string Missing = "libfaketime is not installed (Debian's libfaketime): the clock of a process cannot be set without it";

    // The library reads the file with each question, and must find all of it: a rename puts it there at once.
    private readonly string _path;

    public FakeClock(string folder)
    {
        _path = Path.Combine(folder, "faketime");
        Set(TimeSpan.Zero);
    }

    /// <summary>True when the library is on this machine.</summary>
    public static bool IsAvailable => Library is not null;

    /// <summary>How far the clock is ahead of the machine's.</summary>
    public TimeSpan Offset { get; private set; }

    /// <summary>What the clock says.</summary>
    public DateTime Now => TimeProvider.System.GetUtcNow().UtcDateTime + Offset;

    /// <summary>What a process needs to have this clock.</summary>
    public Dictionary<string, string> Environment => new()
    {
        ["LD_PRELOAD"] = Library!,
        ["FAKETIME_TIMESTAMP_FILE"] = _path,
        ["FAKETIME_NO_CACHE"] = "1",
        ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",

        // The library's own remedy for an old C library makes timed waits on the monotonic clock return at once.
        ["FAKETIME_FORCE_MONOTONIC_FIX"] = "0",
    };

    private static string? Library { get; } = Find();

    /// <summary>Sets the clock so far ahead of the machine's, or behind it, from now on.</summary>
    public void Set(TimeSpan offset)
    {
        File.WriteAllText(_path + ".new", offset.TotalSeconds.ToString("+0.000;-0.000;+0", CultureInfo.InvariantCulture));
        File.Move(_path + ".new", _path, overwrite: true);
        Offset = offset;
    }

    private static string? Find()
    {
        var machine = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
        return new[] { $"/usr/lib/{machine}", "/usr/lib", "/usr/lib64", "/usr/local/lib" }
            .Select(folder => Path.Combine(folder, "faketime", "libfaketimeMT.so.1"))
            .FirstOrDefault(File.Exists);
    }
}
