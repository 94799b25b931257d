namespace Ingest.IntegrationTests.ClickHouse;

/// <summary>The classes that share one engine, one after the other. Tables are named after the test, or are in a database of its own.</summary>
[CollectionDefinition(Name)]
public sealed class EngineCollection : ICollectionFixture<EmbeddedEngine>
{
    public const string Name = "embedded engine";
}
