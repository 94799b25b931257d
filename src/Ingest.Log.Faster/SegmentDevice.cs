using System.Collections.Concurrent;
using FASTER.core;
using Ingest.Core.Faults;
using Ingest.Core.Files;
using Ingest.Core.Log;

namespace Ingest.Log.Faster;

/// <summary>
/// The log's files, one per segment. A write is on disk before its callback runs; the first failure of a write is told to the log.
/// Closing waits for what is under way: it uses FASTER's memory, and would otherwise reach the files of the next one who opens them.
/// </summary>
/// <remarks>
/// FASTER's own device would do, but it opens files O_SYNC, creates a missing segment when asked to read it, leaves stale bytes
/// behind a short read, and never calls back when its flush throws, which leaves a commit waiting for good.
/// </remarks>
internal sealed class SegmentDevice(string filePrefix, long segmentBytes, DeviceEvents events)
    : StorageDeviceBase(filePrefix, SectorBytes, Devices.CAPACITY_UNSPECIFIED), ILogDisk
{
    public const int SectorBytes = 512;

    private const uint Failed = uint.MaxValue;

    private readonly ConcurrentDictionary<int, Lazy<SyncedFile>> _segments = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WriteQueue _writes = new();
    private long _failedReads;

    // One for the open device, one for each read and write under way.
    private int _uses = 1;
    private int _isClosed;

    /// <summary>Reads that the disk refused, since the device was made.</summary>
    public long FailedReads => Volatile.Read(ref _failedReads);

    public override void WriteAsync(
        nint sourceAddress, int segmentId, ulong destinationAddress, uint numBytesToWrite, DeviceIOCompletionCallback callback, object context) =>
        _writes.Add(Guard(isClosed =>
        {
            try
            {
                ObjectDisposedException.ThrowIf(isClosed, this);
                OpenForWrite(segmentId).Write(sourceAddress, (int)numBytesToWrite, (long)destinationAddress);
            }
            catch (Exception exception)
            {
                events.WriteFailed(exception);
                callback(Failed, 0, context);
                return;
            }

            callback(0, numBytesToWrite, context);
        }));

    /// <summary>Asks for writes and does them on the calling thread, until all that is wanted is done.</summary>
    public void Commit(Func<Func<bool>> ask) => _writes.Commit(ask);

    public override void ReadAsync(
        int segmentId, ulong sourceAddress, nint destinationAddress, uint readLength, DeviceIOCompletionCallback callback, object context) =>
        Queue(Guard(isClosed =>
        {
            try
            {
                ObjectDisposedException.ThrowIf(isClosed, this);
                OpenForRead(segmentId).Read(destinationAddress, (int)readLength, (long)sourceAddress);
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException or UnauthorizedAccessException)
            {
                Interlocked.Increment(ref _failedReads);
                callback(Failed, 0, context);
                return;
            }

            callback(0, readLength, context);
        }));

    /// <summary>Copies bytes of the log as they are on disk; zeros where the file has ended.</summary>
    /// <exception cref="IOException">The segment is missing or the disk is broken.</exception>
    public void Read(long address, Span<byte> destination)
    {
        var done = OpenForRead((int)(address / segmentBytes)).Read(destination, address % segmentBytes);
        destination[done..].Clear();
    }

    /// <inheritdoc/>
    public DiskSpace Measure() => DiskSpace.Of(Path.GetDirectoryName(FileName)!);

    /// <inheritdoc/>
    public void Allocate(long from, long until)
    {
        for (long next; from < until; from = next)
        {
            next = Math.Min(until, ((from / segmentBytes) + 1) * segmentBytes);
            OpenForWrite((int)(from / segmentBytes)).Allocate(from % segmentBytes, next - from);
        }
    }

    public override void RemoveSegmentAsync(int segment, AsyncCallback callback, IAsyncResult result)
    {
        Failpoint.Hit(FailpointName.CommitBeforeRemoval);
        if (_segments.TryRemove(segment, out var file) && file.IsValueCreated)
        {
            file.Value.Dispose();
        }

        try
        {
            var path = GetSegmentFilename(FileName, segment);
            if (File.Exists(path))
            {
                FileWatch.Perform(new(FileActKind.Delete, path), () => File.Delete(path));
            }

            events.Freed((segment + 1L) * segmentBytes);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            events.DeleteFailed(fault);
        }
        finally
        {
            // FASTER waits for it in any case. A file that stays is removed at the next start, since no commit covers it any more.
            callback(result);
        }
    }

    /// <summary>Refuses further reads and writes, and completes when none is under way.</summary>
    public Task CloseAsync()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            Release();
        }

        return _drained.Task;
    }

    public override void Dispose()
    {
        CloseAsync().GetAwaiter().GetResult();
        foreach (var file in _segments.Values.Where(file => file.IsValueCreated))
        {
            file.Value.Dispose();
        }

        _segments.Clear();
    }

    // FASTER calls under its epoch, which a blocked thread would hold back.
    private static void Queue(Action work) => ThreadPool.UnsafeQueueUserWorkItem(static run => run(), work, preferLocal: false);

    // Closing waits for it from here on.
    private Action Guard(Action<bool> work)
    {
        Interlocked.Increment(ref _uses);
        var isClosed = Volatile.Read(ref _isClosed) != 0;
        return () =>
        {
            try
            {
                work(isClosed);
            }
            finally
            {
                Release();
            }
        };
    }

    private void Release()
    {
        if (Interlocked.Decrement(ref _uses) == 0)
        {
            _drained.TrySetResult();
        }
    }

    private SyncedFile OpenForWrite(int segment) => Open(segment, FileMode.OpenOrCreate);

    private SyncedFile OpenForRead(int segment) => Open(segment, FileMode.Open);

    private SyncedFile Open(int segment, FileMode mode)
    {
        var file = _segments.GetOrAdd(segment, _ => new Lazy<SyncedFile>(() => OpenFile(segment, mode)));
        try
        {
            return file.Value;
        }
        catch (Exception)
        {
            // A Lazy keeps its exception; the next call should try again.
            _segments.TryRemove(new(segment, file));
            throw;
        }
    }

    private SyncedFile OpenFile(int segment, FileMode mode)
    {
        var path = GetSegmentFilename(FileName, segment);
        if (File.Exists(path))
        {
            return SyncedFile.Open(path, FileMode.Open, isDirect: true);
        }

        var file = SyncedFile.Open(path, mode, isDirect: true);
        try
        {
            AtomicFile.FlushFolder(Path.GetDirectoryName(path)!);
            return file;
        }
        catch (Exception)
        {
            // Its name may not be on disk, and a second flush would not say so: the next try makes it anew.
            file.Dispose();
            File.Delete(path);
            throw;
        }
    }
}
