using System.Runtime.InteropServices;
using Ingest.ClickHouse.Embedded.Engine;

namespace Ingest.ClickHouse.Embedded.Confinement;

/// <summary>What the confined engine process reaches: its store to write, and to read what the runtime and the engine need.</summary>
internal static class ConfinedPaths
{
    // Of /etc only what starting a .NET program reads; not passwd, not ssl, not resolv.conf.
    private static readonly string[] System =
    [
        "/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/localtime", "/etc/timezone", "/etc/dotnet",
        "/proc/meminfo", "/proc/cpuinfo", "/proc/stat", "/proc/loadavg", "/proc/uptime", "/proc/version", "/proc/filesystems", "/proc/sys",
        "/sys/devices/system", "/sys/fs/cgroup", "/sys/kernel/mm/transparent_hugepage",
    ];

    public static void Allow(LandlockRuleset rules, EmbeddedServerOptions options, EngineFolder folder, string libraryPath)
    {
        rules.Allow(folder.Store, rules.Everything & ~LandlockRuleset.Execute);
        foreach (var path in System)
            rules.Allow(path, LandlockRuleset.ReadOnly);
        foreach (var path in options.ReadableFolders)
            rules.Allow(path, LandlockRuleset.ReadFile | LandlockRuleset.ReadFolder);
        foreach (var device in new[] { "/dev/urandom", "/dev/random", "/dev/zero" })
            rules.Allow(device, LandlockRuleset.ReadFile);
        rules.Allow("/dev/null", LandlockRuleset.ReadFile | LandlockRuleset.WriteFile);
        foreach (var path in new[] { folder.Config, AppContext.BaseDirectory, RuntimeRoot(), Path.GetDirectoryName(libraryPath)!, Environment.ProcessPath! })
            rules.Allow(path, LandlockRuleset.ReadOnly);

        // This process only: the rule is tied to the folder of this process id, which execve keeps.
        rules.Allow($"/proc/{Environment.ProcessId}", LandlockRuleset.ReadFile | LandlockRuleset.ReadFolder);
        rules.AllowBind(options.Port);
        foreach (var port in options.OutboundPorts)
            rules.AllowConnect(port);
    }

    // …/shared/Microsoft.NETCore.App/10.0.x/ → …, where the host, the frameworks and ICU lie.
    private static string RuntimeRoot() => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
}
