namespace Ingest.IntegrationTests.Browser;

/// <summary>The classes that share one browser and one server, one after the other. Each test has a visitor and a folder of pages of its own.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserCollection : ICollectionFixture<BrowserRig>
{
    public const string Name = "browser";
}
