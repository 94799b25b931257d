using Ingest.Sinks.Iceberg;
using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Tests.Iceberg.Commits;

/// <summary>What a catalog may do with a commit.</summary>
internal enum Mood
{
    Honest,

    /// <summary>Makes the commit, and the answer is lost.</summary>
    DoneAndSilent,

    /// <summary>Does nothing, and nobody is told.</summary>
    NotDoneAndSilent,

    /// <summary>Makes the commit, and a proxy that has sent it twice is told of a conflict.</summary>
    DoneAndConflict,

    /// <summary>Somebody else was faster.</summary>
    Conflict,

    /// <summary>Refuses.</summary>
    Away,
}

/// <summary>A real catalog with faults that it does not produce on demand: the moods of its commits to come, one after the other; honest after the last.</summary>
internal sealed class MoodyCatalog(ICatalog catalog) : ICatalog
{
    public Queue<Mood> Moods { get; } = new();

    public Task<LoadedTable?> LoadAsync(TableName table, CancellationToken cancellationToken) => catalog.LoadAsync(table, cancellationToken);

    public Task<LoadedTable?> TryCreateAsync(TableName table, TableDefinition definition, CancellationToken cancellationToken) =>
        catalog.TryCreateAsync(table, definition, cancellationToken);

    public async Task<CommitResult> CommitAsync(LoadedTable from, TableChanges changes, CancellationToken cancellationToken)
    {
        var mood = Moods.TryDequeue(out var next) ? next : Mood.Honest;
        if (mood is Mood.Honest or Mood.DoneAndSilent or Mood.DoneAndConflict)
        {
            var result = await catalog.CommitAsync(from, changes, cancellationToken);
            return mood switch
            {
                Mood.DoneAndSilent => CommitResult.Unknown("the answer is lost"),
                Mood.DoneAndConflict => CommitResult.Conflict("it was sent twice"),
                _ => result,
            };
        }

        return mood switch
        {
            Mood.NotDoneAndSilent => CommitResult.Unknown("the answer is lost"),
            Mood.Conflict => CommitResult.Conflict("somebody else"),
            _ => throw new CatalogException("The catalog is away."),
        };
    }

    public Task<IReadOnlyList<string>> ListNamespacesAsync(CancellationToken cancellationToken) => catalog.ListNamespacesAsync(cancellationToken);

    public Task<IReadOnlyList<TableName>> ListTablesAsync(string ns, CancellationToken cancellationToken) => catalog.ListTablesAsync(ns, cancellationToken);

    public ValueTask DisposeAsync() => catalog.DisposeAsync();
}
