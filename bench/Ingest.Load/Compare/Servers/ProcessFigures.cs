using System.Globalization;

namespace Ingest.Load.Compare.Servers;

/// <summary>What the kernel knows of processes, from <c>/proc</c>.</summary>
internal static class ProcessFigures
{
    // USER_HZ, which is 100 on every platform that .NET runs on.
    private const double TicksPerSecond = 100;

    /// <summary>Processor time of a process, its threads included, in seconds; 0 when it is gone.</summary>
    public static double CpuSeconds(int process)
    {
        var fields = Fields(process);
        return fields.Length < 13 ? 0 : (Number(fields[11]) + Number(fields[12])) / TicksPerSecond;
    }

    /// <summary>A process' resident bytes: now (<c>VmRSS</c>) or at the most (<c>VmHWM</c>); 0 when it is gone.</summary>
    public static long ResidentBytes(int process, string field)
    {
        var line = Lines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith(field + ":", StringComparison.Ordinal));
        return line is null ? 0 : 1024 * (long)Number(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]);
    }

    /// <summary>Processor time that the whole machine has worked, in seconds.</summary>
    public static double MachineCpuSeconds()
    {
        // cpu user nice system idle iowait irq softirq steal
        var fields = Lines("/proc/stat")[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (Number(fields[1]) + Number(fields[2]) + Number(fields[3]) + Number(fields[6]) + Number(fields[7]) + Number(fields[8])) / TicksPerSecond;
    }

    /// <summary>Ids of a process' children.</summary>
    public static IReadOnlyList<int> Children(int process) =>
    [
        .. Directory.GetDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id != 0 && Fields(id) is { Length: > 1 } fields && Number(fields[1]) == process),
    ];

    // The name, in brackets, may hold anything: the fields after it, from the state on.
    private static string[] Fields(int process)
    {
        var status = string.Concat(Lines($"/proc/{process}/stat"));
        return status.Length == 0 ? [] : status[(status.LastIndexOf(')') + 2)..].Split(' ');
    }

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (IOException)
        {
            // Processes come and go.
            return [];
        }
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
