using System.Diagnostics;
using System.Globalization;
using Ingest.Log.Faster;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Ingest.Tests.Log;

public sealed class LogKillTests : LogContractTests
{
    private const int Lives = 3;
    private const int AcknowledgedPerLife = 1_500;

    [Fact]
    public async Task Every_record_acknowledged_before_a_kill_is_there_once_afterwards()
    {
        var path = Directory.CreateTempSubdirectory("ingest-kill-").FullName;
        var acknowledged = new List<long>();
        for (var life = 0; life < Lives; life++)
        {
            acknowledged.AddRange(await AppendUntilKilledAsync(path, first: life * 1_000_000L).WaitAsync(Deadline));
            var (found, damaged) = await ReadAsync(path);

            Assert.Equal(found.Count, found.Distinct().Count());
            Assert.Empty(acknowledged.Except(found));
            Assert.Equal(0, damaged);
        }

        Assert.True(acknowledged.Count >= Lives * AcknowledgedPerLife);
        Directory.Delete(path, recursive: true);
    }

    private static async Task<List<long>> AppendUntilKilledAsync(string path, long first)
    {
        var start = new ProcessStartInfo(Path.ChangeExtension(typeof(LogKillTests).Assembly.Location, null))
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            ArgumentList = { "-noLogo", "-explicit", "only", "-method", $"{typeof(AppendingProcess).FullName}.{nameof(AppendingProcess.Appends_until_it_is_killed)}" },
        };
        start.Environment[AppendingProcess.PathVariable] = path;
        start.Environment[AppendingProcess.FirstVariable] = first.ToString(CultureInfo.InvariantCulture);
        using var child = Process.Start(start)!;
        var ids = new List<long>();
        try
        {
            while (ids.Count < AcknowledgedPerLife && await ReadIdAsync(child) is { } id)
            {
                ids.Add(id);
            }

            // What the child has written before it died was acknowledged too.
            child.Kill();
            while (await ReadIdAsync(child) is { } id)
            {
                ids.Add(id);
            }
        }
        finally
        {
            child.Kill(entireProcessTree: true);
            await child.WaitForExitAsync();
        }

        return ids;
    }

    private static async Task<long?> ReadIdAsync(Process child)
    {
        while (await child.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(AppendingProcess.AcknowledgedPrefix, StringComparison.Ordinal))
            {
                return long.Parse(line.AsSpan(AppendingProcess.AcknowledgedPrefix.Length), CultureInfo.InvariantCulture);
            }
        }

        return null;
    }

    private static async Task<(List<long> Ids, long Damaged)> ReadAsync(string path)
    {
        await using var log = FasterEventLog.Open(AppendingProcess.Options(path), TimeProvider.System, NullLogger<FasterEventLog>.Instance);
        using var reader = log.OpenReader(0);
        var ids = new List<long>();
        while (reader.TryRead(out var record))
        {
            ids.Add(BitConverter.ToInt64(record));
        }

        return (ids, reader.DamagedRecords);
    }
}
