using Ingest.IntegrationTests.ClickHouse;
using Ingest.IntegrationTests.ClickHouse.Sink;
using Ingest.Sinks.ClickHouse.Schema;

namespace Ingest.IntegrationTests.Doctor;

/// <summary>The doctor on a ClickHouse that the settings name.</summary>
[Collection(EngineCollection.Name)]
public sealed class SchemaDoctorTests(EmbeddedEngine engine)
{
    [Fact]
    public async Task A_schema_that_is_not_applied_is_a_fault_that_names_the_files_until_it_is()
    {
        using var folder = new TemporaryFolder();
        using var database = SinkDatabase.WithoutSchema(engine);
        var environment = new Dictionary<string, string>
        {
            ["INGEST__ClickHouse__Endpoint"] = database.Options.Endpoint!.ToString(),
            ["INGEST__ClickHouse__User"] = database.Options.User,
            ["INGEST__ClickHouse__Password"] = database.Options.Password,
            ["INGEST__ClickHouse__Database"] = database.Options.Database,
        };
        var before = await Diagnosis.MakeAsync(folder, environment);
        Assert.Equal(1, before.ExitCode);
        before.Has("clickhouse schema", "fault", $"not applied: {SchemaFile.Embedded[0].Name}");
        Assert.Contains(before.Findings, finding => finding.Remedy?.Contains("ingest schema apply", StringComparison.Ordinal) == true);
        Assert.Equal(["0"], await database.QueryAsync("SELECT count() FROM system.tables WHERE database = '$'"));

        await database.Schema.ApplyAsync(TestContext.Current.CancellationToken);
        var after = await Diagnosis.MakeAsync(folder, environment);
        Assert.True(after.ExitCode == 0, after.ToString());
        after.Has("clickhouse schema", "ok", "complete");
        after.Has("clickhouse flushes", "ok", "before it is confirmed");
    }
}
