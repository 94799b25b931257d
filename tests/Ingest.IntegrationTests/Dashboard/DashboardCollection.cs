namespace Ingest.IntegrationTests.Dashboard;

/// <summary>The classes that share one browser and one server with known events, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class DashboardCollection : ICollectionFixture<DashboardRig>
{
    public const string Name = "dashboard";
}
