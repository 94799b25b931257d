using Ingest.Core.Files;
using Ingest.Core.Log;
using Ingest.Log.Faster;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ingest.Tests.Log;

/// <summary>A log over a <see cref="RecordingDisk"/>, and the one that is started from what a cut leaves of it.</summary>
internal sealed class PowerCutHarness : IAsyncDisposable
{
    private readonly string _folder;
    private readonly IDisposable _watching;
    private readonly FasterEventLog _log;

    private PowerCutHarness(Random random, IReadOnlyDictionary<string, byte[]> files)
    {
        _folder = Directory.CreateTempSubdirectory("ingest-cut-").FullName;
        foreach (var (name, bytes) in files)
        {
            File.WriteAllBytes(Path.Combine(_folder, name), bytes);
        }

        Disk = new RecordingDisk(random, files);
        _watching = FileWatch.Attach(_folder, Disk);
        _log = FasterEventLog.Open(Options(_folder), TimeProvider.System, NullLogger<FasterEventLog>.Instance);
    }

    public RecordingDisk Disk { get; }

    public IEventLog Log => _log;

    public static PowerCutHarness Start(Random random, IReadOnlyDictionary<string, byte[]> files) => new(random, files);

    public static LogOptions Options(string folder) => new()
    {
        Path = folder,
        PageBytes = LogHarness.PageBytes,
        SegmentBytes = 2 * LogHarness.PageBytes,
        MemoryBytes = 4 * LogHarness.PageBytes,
        FreeBytesMin = 0,
    };

    public async Task<PowerCutHarness> CutAsync(Random random)
    {
        var files = Disk.Cut();
        await DisposeAsync();
        return new PowerCutHarness(random, files);
    }

    public List<byte[]> ReadAll()
    {
        using var reader = _log.OpenReader(0);
        var read = new List<byte[]>();
        while (reader.TryRead(out var record))
        {
            read.Add(record.ToArray());
        }

        Assert.Equal(0, reader.DamagedRecords);
        return read;
    }

    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync();
        _watching.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
