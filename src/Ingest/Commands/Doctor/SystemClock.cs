using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Ingest.Commands.Doctor;

/// <summary>What the kernel says of its clock.</summary>
/// <param name="IsKnown">False where it does not tell.</param>
/// <param name="IsSynchronised">True when a time server disciplines it.</param>
/// <param name="ErrorMax">How wrong it may be, by its own account.</param>
internal readonly record struct SystemClock(bool IsKnown, bool IsSynchronised, TimeSpan ErrorMax)
{
    // struct timex of Linux on 64 bits; what is not read needs no name.
    private const int StructBytes = 256;
    private const int MaxErrorOffset = 24;
    private const int StatusOffset = 40;
    private const int Unsynchronised = 0x40;
    private const int NotAvailable = -1;

    /// <summary>Asks it, and changes nothing.</summary>
    public static SystemClock Read()
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
        {
            return default;
        }

        var timex = new byte[StructBytes];
        return adjtimex(timex) == NotAvailable
            ? default
            : new SystemClock(
                IsKnown: true,
                (BinaryPrimitives.ReadInt32LittleEndian(timex.AsSpan(StatusOffset)) & Unsynchronised) == 0,
                TimeSpan.FromMicroseconds(BinaryPrimitives.ReadInt64LittleEndian(timex.AsSpan(MaxErrorOffset))));
    }

    [DllImport("libc")]
    private static extern int adjtimex(byte[] timex);
}
