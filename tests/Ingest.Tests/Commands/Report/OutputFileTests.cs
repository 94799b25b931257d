using System.IO.Compression;
using System.Text;
using Ingest.Commands;
using Ingest.Commands.Report;

namespace Ingest.Tests.Commands.Report;

public sealed class OutputFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ingest-output").FullName;

    [Fact]
    public async Task Work_that_fails_leaves_the_old_file_and_no_other()
    {
        var file = Path.Combine(_folder, "a.csv");
        await File.WriteAllTextAsync(file, "old", TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<IOException>(() => OutputFile.WriteAsync(file, replaces: true, async stream =>
        {
            await stream.WriteAsync("new"u8.ToArray());
            throw new IOException("cut off");
        }));
        Assert.Equal("old", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.Equal([file], Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task A_file_is_seen_only_when_it_is_whole()
    {
        var file = Path.Combine(_folder, "a.csv");
        Assert.Equal(3, await OutputFile.WriteAsync(file, replaces: false, async stream =>
        {
            await stream.WriteAsync("new"u8.ToArray());
            Assert.False(File.Exists(file));
        }));
        Assert.Equal("new", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_file_that_is_there_is_replaced_when_asked_and_refused_else()
    {
        var file = Path.Combine(_folder, "a.csv");
        await File.WriteAllTextAsync(file, "old", TestContext.Current.CancellationToken);
        var refused = await Assert.ThrowsAsync<CommandException>(() => OutputFile.WriteAsync(file, replaces: false, _ => throw new InvalidOperationException("asked")));
        Assert.Contains("--force", refused.Message, StringComparison.Ordinal);
        await OutputFile.WriteAsync(file, replaces: true, stream => stream.WriteAsync("new"u8.ToArray()).AsTask());
        Assert.Equal("new", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_name_that_ends_in_gz_is_compressed()
    {
        var file = Path.Combine(_folder, "a.csv.gz");
        await OutputFile.WriteAsync(file, replaces: false, stream => stream.WriteAsync("text"u8.ToArray()).AsTask());
        await using var gzip = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip, Encoding.UTF8);
        Assert.Equal("text", await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Devices_folders_and_folders_that_are_not_there_are_refused()
    {
        Assert.Contains("no file", Assert.Throws<CommandException>(() => OutputFile.Check("/dev/null", replaces: true)).Message, StringComparison.Ordinal);
        Assert.Contains("no file", Assert.Throws<CommandException>(() => OutputFile.Check(_folder, replaces: true)).Message, StringComparison.Ordinal);
        Assert.Contains("no folder", Assert.Throws<CommandException>(() => OutputFile.Check(Path.Combine(_folder, "b", "a.csv"), replaces: true)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "a.csv", "csv")]
    [InlineData(null, "a.CSV.gz", "csv")]
    [InlineData(null, "a.ndjson", "ndjson")]
    [InlineData(null, "a.jsonl.gz", "ndjson")]
    [InlineData(null, "a.parquet", "parquet")]
    [InlineData(null, "a.md", "markdown")]
    [InlineData("json", "a.dat", "json")]
    [InlineData(null, null, "table")]
    public void The_format_is_the_one_named_or_that_of_the_files_end(string? name, string? file, string expected) => Assert.Equal(expected, ReportFormat.Find(name, file).Name);

    [Fact]
    public void A_format_that_is_none_is_refused_with_those_there_are()
    {
        Assert.Contains("parquet", Assert.Throws<CommandException>(() => ReportFormat.Find("xml", file: null)).Message, StringComparison.Ordinal);
        Assert.Contains(".parquet", Assert.Throws<CommandException>(() => ReportFormat.Find(name: null, "a.xml")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "[]\n")]
    [InlineData("{\"a\":1}\n", "[\n{\"a\":1}\n]\n")]
    [InlineData("{\"a\":1}\n{\"a\":2}\n", "[\n{\"a\":1},\n{\"a\":2}\n]\n")]
    public async Task Lines_become_one_array(string lines, string expected)
    {
        using var output = new MemoryStream();
        await JsonArray.CopyAsync(new MemoryStream(Encoding.UTF8.GetBytes(lines)), output, TestContext.Current.CancellationToken);
        Assert.Equal(expected, Encoding.UTF8.GetString(output.ToArray()));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
