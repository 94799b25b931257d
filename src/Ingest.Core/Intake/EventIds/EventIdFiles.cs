using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using Ingest.Core.Files;
using Ingest.Core.Log;

namespace Ingest.Core.Intake.EventIds;

/// <summary>
/// The index on disk: a file of keys for each generation, which only grows, and one small file that says what counts of them. docs/log-format.md
/// has the bytes.
/// </summary>
/// <remarks>One caller at a time.</remarks>
internal sealed class EventIdFiles(string folder, Guid logId)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string StateName = "state";
    private const string KeysEnding = ".ids";
    private const ushort Version = 1;
    private const int HeaderBytes = 52;
    private const int GenerationBytes = 16;

    // Number of the generation → what is in its file.
    private readonly Dictionary<long, (int Count, uint Crc)> _written = [];

    private string StatePath => Path.Combine(folder, StateName);

    /// <summary>Reads what was kept; an empty snapshot when nothing was.</summary>
    /// <exception cref="InvalidDataException">The files are damaged, or belong to another log.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    public EventIdSnapshot Load()
    {
        Directory.CreateDirectory(folder);
        if (!File.Exists(StatePath))
        {
            return EventIdSnapshot.CreateEmpty();
        }

        ReadOnlySpan<byte> state = File.ReadAllBytes(StatePath);
        Check(state);
        var generations = new List<EventIdKey[]>();
        var newest = 0L;
        for (var rest = state[HeaderBytes..^sizeof(uint)]; !rest.IsEmpty; rest = rest[GenerationBytes..])
        {
            newest = BinaryPrimitives.ReadInt64LittleEndian(rest);
            generations.Add(ReadKeys(newest, BinaryPrimitives.ReadInt32LittleEndian(rest[8..]), BinaryPrimitives.ReadUInt32LittleEndian(rest[12..])));
        }

        return new EventIdSnapshot(BinaryPrimitives.ReadInt64LittleEndian(state[24..]), state.Slice(32, EventIdKey.SecretBytes).ToArray(), newest + 1, generations);
    }

    /// <summary>Puts a mark on disk, whose log has to be committed up to its tail: on return it survives a power cut.</summary>
    /// <exception cref="IOException">The disk failed or is full; what was kept before is still there.</exception>
    public void Save(in EventIdMark mark, ReadOnlySpan<byte> secret)
    {
        Span<byte> state = stackalloc byte[HeaderBytes + (2 * GenerationBytes) + sizeof(uint)];
        state.Clear();
        "INGI"u8.CopyTo(state);
        BinaryPrimitives.WriteUInt16LittleEndian(state[4..], Version);
        logId.TryWriteBytes(state[8..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt64LittleEndian(state[24..], mark.TailAddress);
        secret.CopyTo(state[32..]);
        var end = HeaderBytes;
        end += mark.Older is null ? 0 : SaveGeneration(mark.Older, mark.OlderCount, state[end..]);
        end += SaveGeneration(mark.Newest, mark.NewestCount, state[end..]);
        BinaryPrimitives.WriteUInt32LittleEndian(state[end..], Crc32C.Compute(state[..end]));
        AtomicFile.Write(StatePath, state[..(end + sizeof(uint))], OwnerOnly);
        DropFilesBut(mark);
    }

    /// <summary>Removes what was kept.</summary>
    public static void Forget(string folder)
    {
        var state = Path.Combine(folder, StateName);
        if (File.Exists(state))
        {
            File.Delete(state);
            AtomicFile.FlushFolder(folder);
        }
    }

    private int SaveGeneration(EventIdGeneration generation, int count, Span<byte> entry)
    {
        var (written, crc) = _written.GetValueOrDefault(generation.Number, (0, Crc32C.Seed));
        if (count > written)
        {
            var bytes = MemoryMarshal.AsBytes(generation.Run(written, count).Span);
            using var file = File.OpenHandle(KeysPath(generation.Number), FileMode.OpenOrCreate, FileAccess.Write);
            RandomAccess.Write(file, bytes, (long)written * EventIdKey.Bytes);
            RandomAccess.FlushToDisk(file);
            crc = Crc32C.Append(crc, bytes);
            _written[generation.Number] = (count, crc);
        }

        BinaryPrimitives.WriteInt64LittleEndian(entry, generation.Number);
        BinaryPrimitives.WriteInt32LittleEndian(entry[8..], count);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[12..], ~crc);
        return GenerationBytes;
    }

    private void DropFilesBut(in EventIdMark mark)
    {
        var (older, newest) = (mark.Older?.Number ?? 0, mark.Newest.Number);
        foreach (var path in Directory.EnumerateFiles(folder, "*" + KeysEnding))
        {
            if (path != KeysPath(older) && path != KeysPath(newest))
            {
                File.Delete(path);
            }
        }

        foreach (var number in _written.Keys.Where(number => number != older && number != newest))
        {
            _written.Remove(number);
        }
    }

    private EventIdKey[] ReadKeys(long number, int count, uint checksum)
    {
        var keys = new EventIdKey[count];
        var bytes = MemoryMarshal.AsBytes(keys.AsSpan());
        using var file = File.OpenHandle(KeysPath(number), FileMode.OpenOrCreate);
        return RandomAccess.Read(file, bytes, fileOffset: 0) == bytes.Length && Crc32C.Compute(bytes) == checksum
            ? keys
            : throw new InvalidDataException($"{KeysPath(number)} is damaged");
    }

    private void Check(ReadOnlySpan<byte> state)
    {
        var body = state.Length - sizeof(uint);
        if (body < HeaderBytes
            || (body - HeaderBytes) % GenerationBytes != 0
            || !state.StartsWith("INGI"u8)
            || BinaryPrimitives.ReadUInt32LittleEndian(state[body..]) != Crc32C.Compute(state[..body]))
        {
            throw new InvalidDataException($"{StatePath} is damaged");
        }

        var (version, owner) = (BinaryPrimitives.ReadUInt16LittleEndian(state[4..]), new Guid(state[8..24], bigEndian: true));
        if (version != Version || owner != logId)
        {
            throw new InvalidDataException(
                version == Version
                    ? $"{StatePath} belongs to log {owner}, but the log is {logId}"
                    : $"{StatePath} has version {version}; this program reads version {Version}");
        }
    }

    private string KeysPath(long number) => Path.Combine(folder, number.ToString(CultureInfo.InvariantCulture) + KeysEnding);
}
