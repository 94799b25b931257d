using System.Buffers;
using Ingest.Core.Batching;
using Ingest.Core.Events;
using Ingest.Core.Log;
using Ingest.Core.Log.Records;
using Ingest.Core.Quarantine;
using Ingest.Log.Faster.Inspection;

namespace Ingest.Tests.Log;

/// <summary>A closed log of small events on disk, whose bytes a test changes: where each record lies and what it holds is known.</summary>
internal sealed class DamagedLog : IAsyncDisposable
{
    private readonly List<(long Address, byte[] Record, Guid Id)> _records = [];
    private readonly List<byte[]> _segments = [];

    private DamagedLog()
    {
    }

    public LogHarness.OnDisk Harness { get; } = new();

    public (long Address, byte[] Record, Guid Id)[] Records => [.. _records];

    public Guid LogId { get; private set; }

    public long Until { get; private set; }

    public string Path => Harness.Options.Path;

    /// <summary>Makes a log; the lengths are those of the page titles.</summary>
    public static async Task<DamagedLog> CreateAsync(IEnumerable<int> titleLengths, int seed = 1)
    {
        var made = new DamagedLog();
        var random = new Random(seed);
        foreach (var length in titleLengths)
        {
            var id = NewId(random);
            Assert.True(made.Harness.Log.TryAppend(Encode(id, length, random), out _));
        }

        await made.Harness.Log.CommitAsync(CancellationToken.None);
        made.Note();
        await made.Harness.CloseAsync();
        for (var segment = 0; File.Exists(made.Harness.SegmentPath(segment)); segment++)
        {
            made._segments.Add(await File.ReadAllBytesAsync(made.Harness.SegmentPath(segment)));
        }

        return made;
    }

    public static byte[] Encode(Guid id, int titleLength, Random random)
    {
        var draft = new EventDraft();
        draft.Clear();
        (draft.Type, draft.EventId, draft.SiteId) = (EventType.Pageview, id, NewId(random));
        (draft.EventTimeMs, draft.ReceivedAtMs) = (1_790_000_000_000 + random.Next(1_000_000), 1_790_000_000_000 + random.Next(1_000_000));
        draft.Set(TextField.PageTitle, Enumerable.Range(0, titleLength).Select(_ => (byte)random.Next('a', 'z')).ToArray());
        var record = new ArrayBufferWriter<byte>();
        RecordEncoder.Encode(draft, record);
        return record.WrittenSpan.ToArray();
    }

    /// <summary>Bytes of an address, as they were when the log was closed.</summary>
    public byte[] Original(long address, int length)
    {
        var segment = address / Harness.Options.SegmentBytes;
        return _segments[(int)segment].AsSpan((int)(address % Harness.Options.SegmentBytes), length).ToArray();
    }

    /// <summary>Where a record's frame ends.</summary>
    public long EndOf(int record) => record + 1 < _records.Count && IsSamePage(record, record + 1) ? _records[record + 1].Address : FrameEnd(record);

    public void Change(long address, Action<byte[]> change, int count = 1)
    {
        using var file = File.OpenHandle(PathOf(address), FileMode.Open, FileAccess.ReadWrite);
        var bytes = new byte[count];
        Assert.Equal(count, RandomAccess.Read(file, bytes, address % Harness.Options.SegmentBytes));
        change(bytes);
        RandomAccess.Write(file, bytes, address % Harness.Options.SegmentBytes);
    }

    public void Flip(long address, int bit) => Change(address, bytes => bytes[0] ^= (byte)(1 << bit));

    /// <summary>Writes bytes behind the commit, as a crash leaves them.</summary>
    public void AppendRaw(byte[] bytes)
    {
        using var file = File.OpenHandle(PathOf(Until), FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.Write(file, bytes, Until % Harness.Options.SegmentBytes);
    }

    public string PathOf(long address) => Harness.SegmentPath(address / Harness.Options.SegmentBytes);

    /// <summary>Puts the segments back as they were.</summary>
    public void Restore()
    {
        for (var segment = 0; segment < _segments.Count; segment++)
        {
            File.WriteAllBytes(Harness.SegmentPath(segment), _segments[segment]);
        }
    }

    /// <summary>Reads the log as a sink does: the records, and the stretches that were passed.</summary>
    public async Task<(List<byte[]> Records, List<DamagedStretch> Damage, long DamagedRecords)> ReadAsync()
    {
        Harness.Reopen();
        try
        {
            using var reader = Harness.Log.OpenReader(0);
            List<byte[]> records = [];
            while (reader.TryRead(out var record))
            {
                records.Add(record.ToArray());
            }

            Assert.Equal(Harness.Log.CommittedUntilAddress, reader.Address);
            return (records, [.. reader.TakeDamage().Select(Loaded)], reader.DamagedRecords);
        }
        finally
        {
            await Harness.CloseAsync();
        }
    }

    public LogVerification Verify() => LogVerification.Run(StoppedLog.Open(LogFiles.Read(Path)), _ => { }, CancellationToken.None);

    public IEnumerable<LogEntry> Walk() => StoppedLog.Open(LogFiles.Read(Path)).Walk();

    public LogRepair Plan(KnownIdentity? known = null, params SinkPosition[] cursors) =>
        LogRepair.Plan(LogFiles.Read(Path), known ?? new KnownIdentity(), cursors, _ => { }, CancellationToken.None);

    /// <summary>Repairs the log, with a quarantine in a folder.</summary>
    public LogRepair Repair(string quarantine, params SinkPosition[] cursors)
    {
        var repair = Plan(known: null, cursors);
        repair.Apply(new DamageKeeper(new QuarantineStore(quarantine), repair.Log.Identity.Id, TimeProvider.System), _ => { });
        return repair;
    }

    public ValueTask DisposeAsync() => Harness.DisposeAsync();

    private static DamagedStretch Loaded(DamagedStretch stretch)
    {
        var bytes = stretch.ReadBytes();
        return stretch with { ReadBytes = () => bytes };
    }

    private static Guid NewId(Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }

    private bool IsSamePage(int one, int other) => _records[one].Address / LogHarness.PageBytes == _records[other].Address / LogHarness.PageBytes;

    private long FrameEnd(int record) => _records[record].Address + 12 + ((_records[record].Record.Length + 3) & ~3);

    private void Note()
    {
        (LogId, Until) = (Harness.Log.LogId, Harness.Log.CommittedUntilAddress);
        using var reader = Harness.Log.OpenReader(0);
        while (reader.TryRead(out var record))
        {
            var frame = 12 + ((record.Length + 3) & ~3);
            _records.Add((reader.Address - frame, record.ToArray(), new Guid(record.Slice(55, 16), bigEndian: true)));
        }
    }
}
