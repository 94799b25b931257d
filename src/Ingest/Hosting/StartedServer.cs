namespace Ingest.Hosting;

/// <summary>Where the parts of a server are, once it has started.</summary>
/// <param name="Collect">Address of the collecting endpoints, and of everything else over HTTP.</param>
/// <param name="ClickHouse">ClickHouse's HTTP interface for reading, naming the database; null without ClickHouse.</param>
/// <param name="Lake">Root of the lake; null without one.</param>
internal sealed record StartedServer(Uri Collect, Uri? ClickHouse, string? Lake);
