namespace Ingest.IntegrationTests.Servers;

/// <summary>Tests with a time limit that a user would notice: they run when no other test takes the processors.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "Alone";
}
