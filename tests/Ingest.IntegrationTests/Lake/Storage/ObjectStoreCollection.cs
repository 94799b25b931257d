namespace Ingest.IntegrationTests.Lake.Storage;

/// <summary>The classes that share one object store, one after the other. Each test has a bucket of its own.</summary>
[CollectionDefinition(Name)]
public sealed class ObjectStoreCollection : ICollectionFixture<ObjectStore>
{
    public const string Name = "object store";
}
