using System.Text.Json;
using System.Text.Json.Serialization;
using Ingest.Core.Files;
using Ingest.Core.Log;
using Ingest.Core.Sinks;

namespace Ingest.Core.Quarantine;

/// <summary>
/// The file of one entry: a line of JSON that a person can read with <c>head -1</c>, then the bytes as they were in the log.
/// docs/log-format.md has the fields.
/// </summary>
internal static class QuarantineFile
{
    private const int Version = 1;
    private const int HeaderBytesMax = 64 * 1024;
    private const int ErrorCharsMax = 4000;

    /// <summary>Puts an entry on disk: on return it survives a power cut.</summary>
    /// <exception cref="IOException">The disk failed or is full.</exception>
    public static void Write(string path, QuarantineEntry entry, ReadOnlySpan<byte> payload)
    {
        var error = entry.Error.Length <= ErrorCharsMax ? entry.Error : entry.Error[..ErrorCharsMax];
        var header = new QuarantineHeader(
            Version, entry.Sink, entry.Reason, error, entry.Range.LogId, entry.Range.Begin, entry.Range.End, entry.SetAsideAt, payload.Length, Crc32C.Compute(payload));
        var line = JsonSerializer.SerializeToUtf8Bytes(header, QuarantineHeaderContext.Default.QuarantineHeader);
        AtomicFile.Write(path, [.. line, (byte)'\n', .. payload]);
    }

    /// <summary>Reads what an entry says, without its bytes.</summary>
    /// <exception cref="QuarantineException">The file is not one of this format.</exception>
    public static QuarantineEntry ReadEntry(string path)
    {
        using var file = File.OpenRead(path);
        var bytes = new byte[HeaderBytesMax];
        var count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return EntryOf(Parse(path, bytes.AsSpan(0, count), out _));
    }

    /// <summary>Reads an entry and its bytes, and checks them.</summary>
    /// <exception cref="QuarantineException">The file is not one of this format, or was changed.</exception>
    public static QuarantineContent Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var header = Parse(path, bytes, out var headerBytes);
        var payload = bytes[headerBytes..];
        return payload.Length == header.Bytes && Crc32C.Compute(payload) == header.Crc32C
            ? new QuarantineContent(EntryOf(header), payload)
            : throw new QuarantineException($"The quarantine file {path} is damaged: the checksum of its record is wrong. Restore it from a backup, or discard it.");
    }

    private static QuarantineHeader Parse(string path, ReadOnlySpan<byte> bytes, out int headerBytes)
    {
        headerBytes = bytes.IndexOf((byte)'\n') + 1;
        QuarantineHeader? header = null;
        try
        {
            header = headerBytes > 0 ? JsonSerializer.Deserialize(bytes[..headerBytes], QuarantineHeaderContext.Default.QuarantineHeader) : null;
        }
        catch (JsonException fault)
        {
            throw new QuarantineException($"The quarantine file {path} is damaged: its first line cannot be read: {fault.Message}", fault);
        }

        return header?.Version == Version
            ? header
            : throw new QuarantineException(
                header is null ? $"The quarantine file {path} is damaged: it has no first line." : $"The quarantine file {path} has version {header.Version}; this program reads version {Version}.");
    }

    private static QuarantineEntry EntryOf(QuarantineHeader header) =>
        new(header.Sink, new LogRange(header.Log, header.Begin, header.End), header.Reason, header.Error, header.SetAsideAt);
}

/// <summary>The first line of an entry's file.</summary>
internal sealed record QuarantineHeader(
    [property: JsonRequired] int Version,
    string Sink,
    QuarantineReason Reason,
    string Error,
    Guid Log,
    long Begin,
    long End,
    DateTimeOffset SetAsideAt,
    long Bytes,
    uint Crc32C);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(QuarantineHeader))]
internal sealed partial class QuarantineHeaderContext : JsonSerializerContext;
