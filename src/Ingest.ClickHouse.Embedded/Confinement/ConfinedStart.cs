using System.Globalization;
using System.Runtime.InteropServices;
using Ingest.ClickHouse.Embedded.Engine;
using Ingest.ClickHouse.Embedded.Native;

namespace Ingest.ClickHouse.Embedded.Confinement;

/// <summary>
/// Starts this process again under Landlock. A ruleset binds the calling thread only, and the runtime already has others; but it survives
/// execve, after which every thread of the new image is born confined.
/// </summary>
internal static unsafe partial class ConfinedStart
{
    private const string Marker = "INGEST_ENGINE_CONFINED";

    /// <summary>Whether this is the image after execve.</summary>
    public static bool IsEntered => Environment.GetEnvironmentVariable(Marker) is { Length: > 0 };

    /// <summary>Reads the password that the image before execve left; it cannot be read from disk any more.</summary>
    public static string TakePassword()
    {
        var descriptor = int.Parse(Environment.GetEnvironmentVariable(Marker)!, CultureInfo.InvariantCulture);
        Environment.SetEnvironmentVariable(Marker, null);
        using var file = new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(descriptor, ownsHandle: true), FileAccess.ReadWrite);
        file.Position = 0;
        using var reader = new StreamReader(file, leaveOpen: true);
        var password = reader.ReadToEnd();
        file.SetLength(0);
        return password;
    }

    /// <summary>Confines the process and replaces it by itself. Returns only where that cannot be done, with the reason.</summary>
    public static string Enter(EmbeddedServerOptions options, EngineFolder folder, string libraryPath, string password)
    {
        using var rules = LandlockRuleset.TryCreate();
        if (rules is null)
            return "this system has no Landlock, so the engine is not confined to its folder: SQL of the writer can read what this user can read";

        ConfinedPaths.Allow(rules, options, folder, libraryPath);
        var proc = open("/proc/self", 0x200000 /* O_PATH */);
        var handover = memfd_create("password", 0);
        using (var file = new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(handover, ownsHandle: false), FileAccess.Write, 0))
            file.Write(System.Text.Encoding.UTF8.GetBytes(password));

        var self = Environment.ProcessPath!;
        var arguments = File.ReadAllText("/proc/self/cmdline").TrimEnd('\0').Split('\0');
        using var argv = new NativeTexts(arguments);
        using var environment = new NativeTexts(EnvironmentOf(handover));
        rules.Enforce();
        _ = execve(self, argv.Pointers, environment.Pointers);

        // The rules hold already: this image must not go on.
        throw new IOException($"execve of {self} failed with error {Marshal.GetLastPInvokeError()} (descriptor {proc})");
    }

    // SQL can read /proc/self/environ, so only what starting needs is passed on; a secret of the server's never is.
    private static readonly string[] Kept = ["PATH", "HOME", "LANG", "LC_", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "DOTNET_", EngineLibraryPath.Variable];

    private static List<string> EnvironmentOf(int handover)
    {
        var variables = new List<string>();
        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var name = (string)variable.Key;
            if (Array.Exists(Kept, kept => kept[^1] == '_' ? name.StartsWith(kept, StringComparison.Ordinal) : name == kept))
                variables.Add($"{name}={variable.Value}");
        }

        variables.Add($"{Marker}={handover.ToString(CultureInfo.InvariantCulture)}");

        // The debugger's and profiler's sockets lie in /tmp, which is out of reach.
        variables.Add("DOTNET_EnableDiagnostics=0");
        return variables;
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int execve(string path, byte** arguments, byte** environment);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int memfd_create(string name, uint flags);
}
