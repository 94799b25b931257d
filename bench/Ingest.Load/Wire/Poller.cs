using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Ingest.Load.Wire;

/// <summary>Tells which sockets can be read or written (epoll, level-triggered). Belongs to one thread.</summary>
internal sealed class Poller : IDisposable
{
    private const int ReadyMax = 512;
    private const long NanosecondsPerMillisecond = 1_000_000;

    // The kernel packs the structure on x86-64 alone.
    private static readonly int KeyOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int Stride = KeyOffset + sizeof(ulong);

    private readonly int _file = Checked(Libc.EpollCreate(Libc.EpollCloexec), "epoll_create1");
    private readonly byte[] _ready = new byte[ReadyMax * Stride];
    private bool _isPrecise = true;

    /// <summary>Starts watching a socket for what can be read.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="key">What names it in <see cref="Ready"/>.</param>
    /// <param name="isWriting">True to be told, too, when it can be written.</param>
    public void Add(int socket, int key, bool isWriting) => Control(Libc.EpollAdd, socket, key, isWriting);

    /// <summary>Changes what a socket is watched for.</summary>
    public void Change(int socket, int key, bool isWriting) => Control(Libc.EpollModify, socket, key, isWriting);

    /// <summary>Waits until a socket is ready, at most for a time in nanoseconds.</summary>
    /// <returns>How many are ready; 0 when the time has passed.</returns>
    public int Wait(long nanoseconds)
    {
        var count = _isPrecise ? WaitPrecisely(nanoseconds) : Libc.EpollWait(_file, _ready, ReadyMax, Milliseconds(nanoseconds));
        return count >= 0 || Marshal.GetLastPInvokeError() == Libc.Interrupted ? Math.Max(0, count) : Checked(count, "epoll_wait");
    }

    /// <summary>One of the sockets that are ready.</summary>
    public (int Key, bool CanRead, bool CanWrite) Ready(int index)
    {
        var entry = _ready.AsSpan(index * Stride, Stride);
        var events = BinaryPrimitives.ReadUInt32LittleEndian(entry);

        // Errors and hang-ups are told by the read.
        return ((int)BinaryPrimitives.ReadUInt64LittleEndian(entry[KeyOffset..]), (events & ~Libc.EpollOut) != 0, (events & Libc.EpollOut) != 0);
    }

    public void Dispose() => _ = Libc.Close(_file);

    private int WaitPrecisely(long nanoseconds)
    {
        try
        {
            var count = Libc.EpollWaitPrecisely(_file, _ready, ReadyMax, new Libc.Timespec(nanoseconds), 0);
            if (count >= 0 || Marshal.GetLastPInvokeError() != Libc.NoSuchCall)
            {
                return count;
            }
        }
        catch (EntryPointNotFoundException)
        {
            // A C library older than the call.
            _isPrecise = false;
        }

        _isPrecise = false;
        return Libc.EpollWait(_file, _ready, ReadyMax, Milliseconds(nanoseconds));
    }

    // Rounded down: to be early means to ask once more, to be late would be latency of the generator's own.
    private static int Milliseconds(long nanoseconds) => (int)(nanoseconds / NanosecondsPerMillisecond);

    private void Control(int operation, int socket, int key, bool isWriting)
    {
        Span<byte> entry = stackalloc byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(entry, Libc.EpollIn | (isWriting ? Libc.EpollOut : 0));
        BinaryPrimitives.WriteUInt64LittleEndian(entry[KeyOffset..], (ulong)key);
        Checked(Libc.EpollControl(_file, operation, socket, entry), "epoll_ctl");
    }

    private static int Checked(int result, string call) =>
        result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError(), $"{call} failed: {Marshal.GetLastPInvokeErrorMessage()}");
}
