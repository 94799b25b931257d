namespace Ingest.Commands.Lake.Export;

/// <summary>A column that is exported: how ClickHouse is asked for it, and how its answer is read.</summary>
/// <param name="Name">Name in the lake.</param>
/// <param name="Expression">What is selected.</param>
/// <param name="Wire">How its values come.</param>
internal sealed record SourceColumn(string Name, string Expression, WireType Wire);
