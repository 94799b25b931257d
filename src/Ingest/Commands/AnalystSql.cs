namespace Ingest.Commands;

/// <summary>A query with the values of its parameters: what <c>{name:Type}</c> stands for in the text. A value never becomes part of the text.</summary>
/// <param name="Text">The query.</param>
internal sealed record AnalystSql(string Text)
{
    /// <summary>The values by name, in ClickHouse's text form, special characters escaped with backslashes.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();
}
