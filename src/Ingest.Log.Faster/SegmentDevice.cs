using System.Collections.Concurrent;
using FASTER.core;
using Ingest.Core.Faults;
using Ingest.Core.Files;
using Microsoft.Win32.SafeHandles;

namespace Ingest.Log.Faster;

/// <summary>
/// The log's files, one per segment. A write is on disk before its callback runs; the first failure of a write is told to the log.
/// Closing waits for what is under way: it uses FASTER's memory, and would otherwise reach the files of the next one who opens them.
/// </summary>
/// <remarks>
/// FASTER's own device would do, but it opens files O_SYNC, creates a missing segment when asked to read it, leaves stale bytes
/// behind a short read, and never calls back when its flush throws, which leaves a commit waiting for good.
/// </remarks>
internal sealed class SegmentDevice(string filePrefix, Action<Exception> onWriteFailed)
    : StorageDeviceBase(filePrefix, SectorBytes, Devices.CAPACITY_UNSPECIFIED)
{
    public const int SectorBytes = 512;

    private const uint Failed = uint.MaxValue;

    private readonly ConcurrentDictionary<int, Lazy<SafeFileHandle>> _segments = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _failedReads;

    // One for the open device, one for each read and write under way.
    private int _uses = 1;
    private int _isClosed;

    /// <summary>Reads that the disk refused, since the device was made.</summary>
    public long FailedReads => Volatile.Read(ref _failedReads);

    public override void WriteAsync(
        nint sourceAddress, int segmentId, ulong destinationAddress, uint numBytesToWrite, DeviceIOCompletionCallback callback, object context) =>
        Queue(callback, context, () =>
        {
            try
            {
                SyncedFile.Write(OpenForWrite(segmentId), sourceAddress, (int)numBytesToWrite, (long)destinationAddress);
            }
            catch (Exception exception)
            {
                onWriteFailed(exception);
                callback(Failed, 0, context);
                return;
            }

            callback(0, numBytesToWrite, context);
        });

    public override void ReadAsync(
        int segmentId, ulong sourceAddress, nint destinationAddress, uint readLength, DeviceIOCompletionCallback callback, object context) =>
        Queue(callback, context, () =>
        {
            try
            {
                SyncedFile.Read(OpenForRead(segmentId), destinationAddress, (int)readLength, (long)sourceAddress);
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException or UnauthorizedAccessException)
            {
                Interlocked.Increment(ref _failedReads);
                callback(Failed, 0, context);
                return;
            }

            callback(0, readLength, context);
        });

    /// <summary>Copies bytes of the log as they are on disk; zeros where the file has ended.</summary>
    /// <exception cref="IOException">The segment is missing or the disk is broken.</exception>
    public void Read(long address, Span<byte> destination)
    {
        var file = OpenForRead((int)(address / segmentSize));
        var offset = address % segmentSize;
        var done = 0;
        for (int read; done < destination.Length && (read = RandomAccess.Read(file, destination[done..], offset + done)) > 0;)
        {
            done += read;
        }

        destination[done..].Clear();
    }

    public override void RemoveSegmentAsync(int segment, AsyncCallback callback, IAsyncResult result)
    {
        Failpoint.Hit(FailpointName.CommitBeforeRemoval);
        if (_segments.TryRemove(segment, out var file))
        {
            file.Value.Dispose();
        }

        File.Delete(GetSegmentFilename(FileName, segment));
        callback(result);
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
    private void Queue(DeviceIOCompletionCallback callback, object context, Action work)
    {
        Interlocked.Increment(ref _uses);
        var isClosed = Volatile.Read(ref _isClosed) != 0;
        Action guarded = () =>
        {
            try
            {
                if (isClosed)
                {
                    callback(Failed, 0, context);
                }
                else
                {
                    work();
                }
            }
            finally
            {
                Release();
            }
        };
        ThreadPool.UnsafeQueueUserWorkItem(static run => run(), guarded, preferLocal: false);
    }

    private void Release()
    {
        if (Interlocked.Decrement(ref _uses) == 0)
        {
            _drained.TrySetResult();
        }
    }

    private SafeFileHandle OpenForWrite(int segment) => Open(segment, FileMode.OpenOrCreate);

    private SafeFileHandle OpenForRead(int segment) => Open(segment, FileMode.Open);

    private SafeFileHandle Open(int segment, FileMode mode)
    {
        var file = _segments.GetOrAdd(segment, _ => new Lazy<SafeFileHandle>(() => OpenFile(segment, mode)));
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

    private SafeFileHandle OpenFile(int segment, FileMode mode)
    {
        var path = GetSegmentFilename(FileName, segment);
        var isNew = !File.Exists(path);
        var file = SyncedFile.Open(path, mode);
        if (isNew)
        {
            AtomicFile.FlushFolder(Path.GetDirectoryName(path)!);
        }

        return file;
    }
}
