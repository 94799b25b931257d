namespace Ingest.IntegrationTests.Commands.Report;

/// <summary>Tests that ask one server, which none of them changes.</summary>
[CollectionDefinition(Name)]
public sealed class ReportCollection : ICollectionFixture<ReportServer>
{
    public const string Name = "Report";
}
