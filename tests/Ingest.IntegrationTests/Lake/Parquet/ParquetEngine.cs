using Ingest.IntegrationTests.ClickHouse;

namespace Ingest.IntegrationTests.Lake.Parquet;

/// <summary>An engine that may read the files of a test.</summary>
public sealed class ParquetEngine : EmbeddedEngine
{
    private readonly TemporaryFolder _files = new();

    /// <summary>Where the files are.</summary>
    public string Files => _files;

    protected override string[] Arguments => ["--readable", Files];

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _files.Dispose();
    }
}
