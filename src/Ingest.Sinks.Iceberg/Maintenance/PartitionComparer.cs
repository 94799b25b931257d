namespace Ingest.Sinks.Iceberg.Maintenance;

/// <summary>Compares the partition values of files of one spec by what they are: their texts could be alike.</summary>
internal sealed class PartitionComparer : IEqualityComparer<IReadOnlyList<object?>>
{
    private PartitionComparer()
    {
    }

    /// <summary>The one there is.</summary>
    public static PartitionComparer Instance { get; } = new();

    /// <inheritdoc/>
    public bool Equals(IReadOnlyList<object?>? x, IReadOnlyList<object?>? y) =>
        ReferenceEquals(x, y) || (x is not null && y is not null && x.Count == y.Count && x.Zip(y).All(pair => IsSame(pair.First, pair.Second)));

    /// <inheritdoc/>
    public int GetHashCode(IReadOnlyList<object?> obj)
    {
        var hash = default(HashCode);
        foreach (var value in obj)
        {
            if (value is byte[] bytes)
            {
                hash.AddBytes(bytes);
            }
            else
            {
                hash.Add(value);
            }
        }

        return hash.ToHashCode();
    }

    private static bool IsSame(object? one, object? other) =>
        one is byte[] bytes && other is byte[] others ? bytes.AsSpan().SequenceEqual(others) : Equals(one, other);
}
