namespace Ingest.Core.Hashing;

/// <summary>What a <see cref="RecentTable{T}"/> holds.</summary>
internal interface IKeyed
{
    /// <summary>A keyed hash of all that the item follows from: the same key, the same item.</summary>
    UInt128 Key { get; }
}
