using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Ingest.Core.Batching;

namespace Ingest.Core.Quarantine;

/// <summary>
/// Names an entry of the quarantine: <c>clickhouse/4096-0f3a9b2c</c>. The same bytes of the same log always have the same id, so that setting
/// them aside again after a crash changes nothing.
/// </summary>
/// <param name="Sink">Name of the sink, or <see cref="QuarantineStore.LogName"/>.</param>
/// <param name="Address">Address of the first byte in the log.</param>
/// <param name="LogPart">First 32 bits of the log's identity: a log that was started afresh has the same addresses once more.</param>
public readonly record struct QuarantineId(string Sink, long Address, uint LogPart)
{
    /// <summary>The file's name. Padded to the digits of the largest address, so that names sort as addresses do.</summary>
    internal string FileName => string.Create(CultureInfo.InvariantCulture, $"{Address:D19}-{LogPart:x8}");

    /// <summary>The id of what begins at an address of a log.</summary>
    public static QuarantineId From(string sink, Guid logId, long address)
    {
        Span<byte> bytes = stackalloc byte[16];
        logId.TryWriteBytes(bytes, bigEndian: true, out _);
        return new QuarantineId(sink, address, BinaryPrimitives.ReadUInt32BigEndian(bytes));
    }

    /// <summary>
    /// Reads an id that <see cref="ToString"/> has written, or a file's path below the quarantine without its extension. A sink's name is a
    /// folder's here: nothing in it leads elsewhere.
    /// </summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out QuarantineId id)
    {
        id = default;
        if (text?.Split('/') is not [var sink, var place] || place.Split('-') is not [var address, { Length: 8 } log] || !SinkCursors.IsName(sink)
            || !long.TryParse(address, NumberStyles.None, CultureInfo.InvariantCulture, out var begin)
            || !uint.TryParse(log, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var part))
        {
            return false;
        }

        id = new QuarantineId(sink, begin, part);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Sink}/{Address}-{LogPart:x8}");
}
