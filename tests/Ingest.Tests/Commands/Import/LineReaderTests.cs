using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ingest.Commands.Import;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Commands.Import;

public sealed class LineReaderTests
{
    [Theory]
    [InlineData("a\nb", new[] { "a", "b" })]
    [InlineData("a\r\nb\n", new[] { "a", "b" })]
    [InlineData("\n\na", new[] { "", "", "a" })]
    [InlineData("\uFEFFa\n\uFEFFb", new[] { "a", "\uFEFFb" })]
    [InlineData("", new string[0])]
    public async Task Lines_end_with_a_line_feed(string text, string[] lines) => Assert.Equal(lines, await ReadAsync(Encoding.UTF8.GetBytes(text), bufferBytes: 3));

    [Fact]
    public async Task Buffers_do_not_matter()
    {
        var text = string.Join('\n', Gen.Sample(Gen.Choose(0, 300), 200).Select((length, line) => new string((char)('a' + (line % 26)), length))) + "\nend";
        foreach (var size in new[] { 1, 7, 64, 4096 })
        {
            Assert.Equal(text.Split('\n'), await ReadAsync(Encoding.UTF8.GetBytes(text), size));
        }
    }

    [Fact]
    public async Task A_line_that_is_too_long_loses_its_bytes_and_not_its_number()
    {
        var text = $"a\n{new string('x', (3 * LineReader.LineBytesMax) + 5)}\nb\n{new string('y', LineReader.LineBytesMax + 1)}";
        Assert.Equal(["a", null, "b", null], await ReadAsync(Encoding.UTF8.GetBytes(text), bufferBytes: 64 * 1024));
    }

    [Fact]
    public async Task Gzip_is_told_by_its_first_bytes_also_when_it_has_several_members()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder.File("x"), [.. Zip("a\nb"), .. Zip("c\n")]);
        await File.WriteAllTextAsync(folder.File("plain"), "a\nbc\n");
        await File.WriteAllTextAsync(folder.File("empty"), "");
        Assert.Equal(["a", "bc"], await OpenAsync(folder.File("x")));
        Assert.Equal(["a", "bc"], await OpenAsync(folder.File("plain")));
        Assert.Empty(await OpenAsync(folder.File("empty")));
    }

    private static byte[] Zip(string text)
    {
        var target = new MemoryStream();
        using (var zip = new GZipStream(target, CompressionLevel.Fastest))
        {
            zip.Write(Encoding.UTF8.GetBytes(text));
        }

        return target.ToArray();
    }

    private static async Task<List<string?>> OpenAsync(string path)
    {
        await using var source = await ImportSource.OpenAsync(path, TestContext.Current.CancellationToken);
        return await TakeAsync(source.ReadLinesAsync(TestContext.Current.CancellationToken));
    }

    private static Task<List<string?>> ReadAsync(byte[] bytes, int bufferBytes) =>
        TakeAsync(LineReader.ReadAsync(PipeReader.Create(new MemoryStream(bytes), new StreamPipeReaderOptions(bufferSize: bufferBytes, minimumReadSize: 1)), CancellationToken.None));

    private static async Task<List<string?>> TakeAsync(IAsyncEnumerable<ImportLine> lines)
    {
        var taken = new List<string?>();
        await foreach (var line in lines)
        {
            taken.Add(line.Bytes is null ? null : Encoding.UTF8.GetString(line.Bytes));
            Assert.Equal(taken.Count, line.Number);
        }

        return taken;
    }
}
