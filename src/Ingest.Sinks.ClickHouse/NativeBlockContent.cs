using System.IO.Compression;
using System.IO.Pipelines;
using System.Net;
using Ingest.Core.Batching;
using Ingest.Core.Faults;
using Ingest.Sinks.ClickHouse.Native;

namespace Ingest.Sinks.ClickHouse;

/// <summary>A batch as the body of an insert: written to the connection as it is made, never whole in memory.</summary>
internal sealed class NativeBlockContent : HttpContent
{
    private readonly NativeBlockWriter _writer;
    private readonly EventBatch _batch;
    private readonly bool _isCompressed;

    public NativeBlockContent(NativeBlockWriter writer, EventBatch batch, ClickHouseCompression compression)
    {
        (_writer, _batch, _isCompressed) = (writer, batch, compression == ClickHouseCompression.Gzip);
        Headers.ContentType = new("application/octet-stream");
        if (_isCompressed)
        {
            Headers.ContentEncoding.Add("gzip");
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (!_isCompressed)
        {
            await WriteAsync(stream, cancellationToken);
            return;
        }

        await using var zipped = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true);
        await WriteAsync(zipped, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    private async Task WriteAsync(Stream stream, CancellationToken cancellationToken)
    {
        var output = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        try
        {
            await _writer.WriteAsync(output, _batch, cancellationToken);
        }
        finally
        {
            await output.CompleteAsync();
        }

        Failpoint.Hit(FailpointName.SendBeforeResponse);
    }
}
