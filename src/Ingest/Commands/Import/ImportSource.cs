using System.IO.Compression;
using System.IO.Pipelines;

namespace Ingest.Commands.Import;

/// <summary>The input: a file or standard input, plain or gzip, which its first two bytes tell.</summary>
internal sealed class ImportSource : IAsyncDisposable
{
    private readonly Stream _raw;
    private readonly PipeReader _input;

    private ImportSource(Stream raw, PipeReader input) => (_raw, _input) = (raw, input);

    /// <summary>Size of the file in bytes; 0 when unknown.</summary>
    public long Length => _raw.CanSeek ? _raw.Length : 0;

    /// <summary>How much of it has been read.</summary>
    public long Position => _raw.CanSeek ? _raw.Position : 0;

    private static ReadOnlySpan<byte> GzipMagic => [0x1F, 0x8B];

    /// <summary>Opens a file, or standard input for <c>-</c>.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<ImportSource> OpenAsync(string path, CancellationToken cancellationToken)
    {
        var raw = path == "-" ? Console.OpenStandardInput() : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var plain = PipeReader.Create(raw);
        var begin = (await plain.ReadAtLeastAsync(GzipMagic.Length, cancellationToken)).Buffer;
        var isGzip = IsGzip(begin.FirstSpan);
        plain.AdvanceTo(begin.Start);
        return new ImportSource(raw, isGzip ? PipeReader.Create(new GZipStream(plain.AsStream(), CompressionMode.Decompress)) : plain);
    }

    /// <summary>The lines.</summary>
    public IAsyncEnumerable<ImportLine> ReadLinesAsync(CancellationToken cancellationToken) => LineReader.ReadAsync(_input, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _input.CompleteAsync();
        await _raw.DisposeAsync();
    }

    private static bool IsGzip(ReadOnlySpan<byte> begin) => begin.StartsWith(GzipMagic);
}
