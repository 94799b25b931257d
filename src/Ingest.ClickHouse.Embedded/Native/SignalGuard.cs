using System.Runtime.InteropServices;

namespace Ingest.ClickHouse.Embedded.Native;

/// <summary>
/// Keeps .NET's handlers of the fault signals. The library replaces them at connect and resets them to the default action even when its own
/// handlers are switched off, after which a null dereference in managed code kills the process (exit code 139).
/// </summary>
internal sealed unsafe partial class SignalGuard : IDisposable
{
    // Larger than struct sigaction on every supported system (152 bytes on Linux x64); the content is opaque here.
    private const int ActionBytes = 512;

    private static readonly int[] Signals = OperatingSystem.IsMacOS()
        ? [4, 5, 6, 8, 10, 11, 12, 18]
        : [4, 5, 6, 7, 8, 11, 20, 31];

    // One connect or close at a time: two guards interleaved could restore what the library had set.
    private static readonly Lock Gate = new();

    private readonly byte[] _saved = new byte[Signals.Length * ActionBytes];

    private SignalGuard() => Each(static (signal, slot) => sigaction(signal, 0, slot));

    public static SignalGuard Enter()
    {
        Gate.Enter();
        return new SignalGuard();
    }

    public void Dispose()
    {
        Each(static (signal, slot) => sigaction(signal, slot, 0));
        Gate.Exit();
    }

    private void Each(Func<int, nint, int> act)
    {
        fixed (byte* saved = _saved)
        {
            for (var i = 0; i < Signals.Length; i++)
                _ = act(Signals[i], (nint)(saved + (i * ActionBytes)));
        }
    }

    [LibraryImport("libc", EntryPoint = "sigaction")]
    private static partial int sigaction(int signal, nint action, nint previous);
}
