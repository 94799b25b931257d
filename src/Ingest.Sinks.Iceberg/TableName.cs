namespace Ingest.Sinks.Iceberg;

/// <summary>Name of a table in a catalog.</summary>
/// <param name="Namespace">The namespace; levels are joined by a point.</param>
/// <param name="Name">The table's own name.</param>
public sealed record TableName(string Namespace, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Namespace}.{Name}";
}
