using System.Runtime.InteropServices;

namespace Ingest.ClickHouse.Embedded.Confinement;

/// <summary>
/// The kernel's Landlock: after <see cref="Enforce"/> the calling thread, and what it starts or becomes, reaches only what the rules name.
/// (landlock(7); ABI 4, Linux 6.7, adds TCP ports; ABI 6, Linux 6.12, signals and abstract sockets.)
/// </summary>
internal sealed unsafe partial class LandlockRuleset : IDisposable
{
    public const ulong Execute = 1 << 0;
    public const ulong WriteFile = 1 << 1;
    public const ulong ReadFile = 1 << 2;
    public const ulong ReadFolder = 1 << 3;
    public const ulong ReadOnly = Execute | ReadFile | ReadFolder;

    private const ulong Truncate = 1 << 14;
    private const ulong Device = 1 << 15;
    private const ulong FileRights = Execute | WriteFile | ReadFile | Truncate | Device;
    private const ulong BindTcp = 1;
    private const ulong ConnectTcp = 2;

    private readonly ulong _rights;
    private readonly int _abi;
    private readonly int _ruleset;

    private LandlockRuleset(int abi)
    {
        _abi = abi;
        _rights = (1UL << abi switch { 1 => 13, 2 => 14, 3 or 4 => 15, _ => 16 }) - 1;
        var attributes = stackalloc ulong[3];
        attributes[0] = _rights;
        attributes[1] = BindTcp | ConnectTcp;
        attributes[2] = 3;
        var size = abi switch { < 4 => 8, < 6 => 16, _ => 24 };
        _ruleset = (int)syscall(444, (nint)attributes, size, 0, 0);
        if (_ruleset < 0)
            throw new IOException($"landlock_create_ruleset failed with error {Marshal.GetLastPInvokeError()}");
    }

    public ulong Everything => _rights;

    /// <summary>Whether TCP connections are restricted too.</summary>
    public bool CoversNetwork => _abi >= 4;

    /// <returns>An empty ruleset, which allows nothing; null where the kernel has no Landlock.</returns>
    public static LandlockRuleset? TryCreate()
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var abi = (int)syscall(444, 0, 0, 1, 0);
        return abi < 1 ? null : new LandlockRuleset(abi);
    }

    /// <summary>Allows the rights below a path; a path that is absent is passed over.</summary>
    public void Allow(string path, ulong rights)
    {
        var descriptor = open(path, 0x200000 /* O_PATH */ | 0x80000 /* O_CLOEXEC */);
        if (descriptor < 0)
            return;
        var rule = new PathRule { Rights = rights & _rights & (Directory.Exists(path) ? ulong.MaxValue : FileRights), Descriptor = descriptor };
        var added = syscall(445, _ruleset, 1, (nint)(&rule), 0);
        var error = Marshal.GetLastPInvokeError();
        _ = close(descriptor);
        if (added != 0)
            throw new IOException($"landlock_add_rule for {path} failed with error {error}");
    }

    public void AllowBind(int port) => AllowPort(port, BindTcp);

    public void AllowConnect(int port) => AllowPort(port, ConnectTcp);

    /// <summary>Confines the calling thread, for ever.</summary>
    public void Enforce()
    {
        if (prctl(38 /* PR_SET_NO_NEW_PRIVS */, 1, 0, 0, 0) != 0 || syscall(446, _ruleset, 0, 0, 0) != 0)
            throw new IOException($"landlock_restrict_self failed with error {Marshal.GetLastPInvokeError()}");
    }

    public void Dispose() => _ = close(_ruleset);

    private void AllowPort(int port, ulong right)
    {
        if (!CoversNetwork)
            return;
        var rule = stackalloc ulong[2];
        rule[0] = right;
        rule[1] = (ulong)port;
        if (syscall(445, _ruleset, 2, (nint)rule, 0) != 0)
            throw new IOException($"landlock_add_rule for port {port} failed with error {Marshal.GetLastPInvokeError()}");
    }

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct PathRule
    {
        public ulong Rights;
        public int Descriptor;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial long syscall(long number, nint first, nint second, nint third, nint fourth);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int prctl(int option, nint second, nint third, nint fourth, nint fifth);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);
}
