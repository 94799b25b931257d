namespace Ingest.IntegrationTests.Registry;

/// <summary>The classes that share one PostgreSQL server, one after the other. Each test has a database of its own; one that stops the server starts it again.</summary>
[CollectionDefinition(Name)]
public sealed class PostgreSqlCollection : ICollectionFixture<PostgreSqlCluster>
{
    public const string Name = "PostgreSQL";
}
