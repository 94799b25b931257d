using System.Buffers.Binary;
using Ingest.Core.Batching;
using Ingest.Core.Log;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Batching;

public sealed class CursorFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _path;
    private readonly CursorFile _file;
    private readonly SinkCursor _cursor = new(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), Address: 1234567890123, PendingEnd: 1234567899999);

    public CursorFileTests()
    {
        _path = _folder.File("clickhouse.cursor");
        _file = new CursorFile(_path);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_missing_file_means_the_beginning() => Assert.Null(_file.Load());

    [Fact]
    public void What_is_saved_is_loaded_and_nothing_else_is_left_in_the_folder()
    {
        _file.Save(_cursor with { PendingEnd = 0 });
        _file.Save(_cursor);

        Assert.Equal(_cursor, _file.Load());
        Assert.Equal([_path], Directory.GetFiles(_folder.Path));
    }

    // Frozen: a cursor file of an older program must stay readable. A change needs a new version beside this one.
    [Fact]
    public void The_bytes_are_those_of_version_1()
    {
        _file.Save(_cursor);

        Assert.Equal(
            "494E4743" + "0100" + "0000" + "00112233445566778899AABBCCDDEEFF" + "CB04FB711F010000" + "5F2BFB711F010000" + "CEEB7D33",
            Convert.ToHexString(File.ReadAllBytes(_path)));
    }

    [Fact]
    public void A_file_with_any_bit_flipped_is_refused_with_its_name_and_the_remedy()
    {
        _file.Save(_cursor);
        var good = File.ReadAllBytes(_path);
        for (var bit = 0; bit < good.Length * 8; bit++)
        {
            var bad = (byte[])good.Clone();
            bad[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(_path, bad);

            var fault = Assert.Throws<EventLogException>(() => _file.Load());
            Assert.Contains(_path, fault.Message, StringComparison.Ordinal);
            Assert.Contains("delete it", fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_torn_file_is_refused_at_every_length()
    {
        _file.Save(_cursor);
        var good = File.ReadAllBytes(_path);
        for (var length = 0; length < good.Length; length++)
        {
            File.WriteAllBytes(_path, good[..length]);
            Assert.Throws<EventLogException>(() => _file.Load());
        }
    }

    [Fact]
    public void A_newer_version_is_refused_as_such()
    {
        _file.Save(_cursor);
        var bytes = File.ReadAllBytes(_path);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(4), 2);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(40), Crc(bytes.AsSpan(0, 40)));
        File.WriteAllBytes(_path, bytes);

        Assert.Contains("version 2", Assert.Throws<EventLogException>(() => _file.Load()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_temporary_file_that_a_crash_has_left_is_no_obstacle()
    {
        File.WriteAllText(_path + ".tmp", "half");

        _file.Save(_cursor);

        Assert.Equal(_cursor, _file.Load());
        Assert.False(File.Exists(_path + ".tmp"));
    }

    [Fact]
    public void Another_logs_cursor_is_refused() =>
        Assert.Contains(_path, Assert.Throws<EventLogException>(() => _file.RequireLog(_cursor, Guid.NewGuid())).Message, StringComparison.Ordinal);

    // Bit by bit, independent of the processor's instruction: polynomial 0x1EDC6F41, reflected.
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
            }
        }

        return ~crc;
    }
}
