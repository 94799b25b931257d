using System.Runtime.InteropServices;
using Ingest.Log.Faster;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Log;

public sealed class DirectWriteTests : IDisposable
{
    private const int Block = SegmentDevice.SectorBytes;
    private const int MemoryBytes = 64 * Block;

    // The disk takes bytes from where they lie: there has to be a block.
    private readonly nint _allocated = Marshal.AllocHGlobal(MemoryBytes + 4096);
    private readonly TemporaryFolder _folder = new();
    private readonly string _path;

    public DirectWriteTests() => _path = _folder.File("log");

    private nint Memory => (_allocated + 4095) & ~4095;

    public void Dispose()
    {
        Marshal.FreeHGlobal(_allocated);
        _folder.Dispose();
    }

    [Fact]
    public void Blocks_are_taken_and_can_be_read()
    {
        using var file = OpenDirect();
        var bytes = Fill(new Random(1), 3 * Block);

        Assert.Equal(bytes.Length, file.Write(Memory, bytes.Length, 2 * Block));

        Assert.Equal([.. new byte[2 * Block], .. bytes], File.ReadAllBytes(_path));
    }

    [Theory]
    [InlineData(1, Block, 0)]
    [InlineData(0, Block - 1, 0)]
    [InlineData(0, Block, 1)]
    public void What_is_no_block_is_left_to_the_caller(int memoryOffset, int count, long offset)
    {
        using var file = OpenDirect();

        Assert.Equal(0, file.Write(Memory + memoryOffset, count, offset));

        Assert.Empty(File.ReadAllBytes(_path));
    }

    // The same bytes twice, past the page cache and through it: what was read before lies in that, and is what the next write makes stale.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Writes_of_both_ways_and_reads_between_them_agree(int seed)
    {
        const int Length = 256 * Block;
        var random = new Random(seed);
        var model = new byte[Length + MemoryBytes];
        using var file = SyncedFile.Open(_path, FileMode.OpenOrCreate, isDirect: true);
        file.Allocate(0, Length);
        for (var i = 0; i < 400; i++)
        {
            var unit = random.Next(2) == 0 ? Block : 1;
            var offset = random.Next(Length / unit) * unit;
            var bytes = Fill(random, (1 + random.Next((MemoryBytes / unit) - 1)) * unit);
            file.Write(Memory, bytes.Length, offset);
            bytes.CopyTo(model, offset);

            var from = random.Next(Length);
            var read = new byte[MemoryBytes];
            var done = file.Read(read, from);
            Assert.Equal(model.AsSpan(from, done), read.AsSpan(0, done));
            Assert.True(done == MemoryBytes || !model.AsSpan(from + done).ContainsAnyExcept((byte)0), "The file ends before what was written.");
        }

        var whole = File.ReadAllBytes(_path);
        Assert.Equal(model.AsSpan(0, whole.Length), whole.AsSpan());
    }

    private DirectFile OpenDirect()
    {
        File.Create(_path).Dispose();
        var file = DirectFile.Open(_path);
        Assert.SkipWhen(file is null, "The file system of the temporary folder cannot write past the page cache.");
        return file;
    }

    private byte[] Fill(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        Marshal.Copy(bytes, 0, Memory, count);
        return bytes;
    }
}
