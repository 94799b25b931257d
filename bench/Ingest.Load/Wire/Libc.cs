using System.Runtime.InteropServices;

namespace Ingest.Load.Wire;

/// <summary>
/// What the generator asks of the kernel. Sockets of .NET wake a thread of the runtime and one of the pool for every reply; here one thread asks
/// for all that are ready and reads them itself, which costs the server it shares the cores with about half as much.
/// </summary>
internal static partial class Libc
{
    public const int StreamNonBlockingCloexec = 1 | 0x800 | 0x80000;
    public const int TcpProtocol = 6;
    public const int TcpNoDelay = 1;
    public const int SocketLevel = 1;
    public const int SocketError = 4;
    public const int NoSignal = 0x4000;
    public const int EpollCloexec = 0x80000;
    public const int EpollAdd = 1;
    public const int EpollModify = 3;
    public const uint EpollIn = 1;
    public const uint EpollOut = 4;

    public const int Interrupted = 4;
    public const int TryAgain = 11;
    public const int TooManyFiles = 24;
    public const int NoSuchCall = 38;
    public const int NoAddressLeft = 99;
    public const int InProgress = 115;

    private const string Library = "libc";

    [LibraryImport(Library, EntryPoint = "socket", SetLastError = true)]
    public static partial int Socket(int family, int type, int protocol);

    [LibraryImport(Library, EntryPoint = "connect", SetLastError = true)]
    public static partial int Connect(int socket, ReadOnlySpan<byte> address, int length);

    [LibraryImport(Library, EntryPoint = "setsockopt", SetLastError = true)]
    public static partial int SetOption(int socket, int level, int name, in int value, int length);

    [LibraryImport(Library, EntryPoint = "getsockopt", SetLastError = true)]
    public static partial int GetOption(int socket, int level, int name, ref int value, ref int length);

    [LibraryImport(Library, EntryPoint = "send", SetLastError = true)]
    public static partial nint Send(int socket, ReadOnlySpan<byte> bytes, nint length, int flags);

    [LibraryImport(Library, EntryPoint = "recv", SetLastError = true)]
    public static partial nint Receive(int socket, Span<byte> bytes, nint length, int flags);

    [LibraryImport(Library, EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int file);

    [LibraryImport(Library, EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial int EpollCreate(int flags);

    [LibraryImport(Library, EntryPoint = "epoll_ctl", SetLastError = true)]
    public static partial int EpollControl(int epoll, int operation, int file, ReadOnlySpan<byte> ready);

    [LibraryImport(Library, EntryPoint = "epoll_wait", SetLastError = true)]
    public static partial int EpollWait(int epoll, Span<byte> ready, int count, int milliseconds);

    [LibraryImport(Library, EntryPoint = "epoll_pwait2", SetLastError = true)]
    public static partial int EpollWaitPrecisely(int epoll, Span<byte> ready, int count, in Timespec limit, nint signals);

    /// <summary>The kernel's <c>struct timespec</c> of 64-bit machines.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public readonly struct Timespec(long nanoseconds)
    {
        private readonly long _seconds = nanoseconds / 1_000_000_000;
        private readonly long _nanoseconds = nanoseconds % 1_000_000_000;

        public override string ToString() => $"{_seconds}.{_nanoseconds:000000000} s";
    }
}
