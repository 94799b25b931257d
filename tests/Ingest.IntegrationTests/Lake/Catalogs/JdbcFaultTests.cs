using Ingest.IntegrationTests.Registry;
using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Tests.Iceberg.Metadata;
using Npgsql;

namespace Ingest.IntegrationTests.Lake.Catalogs;

/// <summary>The database fails at the swap: what is said of the commit is true, and nobody's password is told.</summary>
[Collection(PostgreSqlCollection.Name)]
public sealed class JdbcFaultTests(PostgreSqlCluster cluster)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("before", false)]
    [InlineData("after", true)]
    [InlineData("silent", true)]
    public async Task A_connection_that_breaks_at_the_swap_leaves_it_unknown(string at, bool isMade)
    {
        await using var rig = await JdbcRig.StartAsync(cluster);
        var settings = new NpgsqlConnectionStringBuilder(rig.Database);
        await using var between = new CutConnection(settings.Host!);
        (settings.Host, settings.Port) = ("127.0.0.1", between.Port);
        await using var catalog = await rig.OpenAsync(settings.ConnectionString);
        Assert.NotNull(await catalog.LoadAsync(JdbcRig.Table, Cancellation));

        between.Arm(Enum.Parse<CutConnection.Cut>(at, ignoreCase: true));
        var result = await rig.CommitAsync(catalog);
        Assert.Equal(CommitKind.Unknown, result.Kind);
        AssertTellsNothing(result.Error!);

        // Unknown is looked up: the file is there, whichever it is.
        var loaded = (await catalog.LoadAsync(JdbcRig.Table, Cancellation))!;
        Assert.Equal(isMade ? 1 : null, loaded.Metadata.CurrentSnapshotId);
        Assert.Equal(CommitKind.Committed, (await catalog.CommitAsync(loaded, SampleTable.Append(loaded.Metadata, 2), Cancellation)).Kind);
    }

    [Fact]
    public async Task A_session_that_is_ended_at_the_swap_leaves_it_unknown()
    {
        await using var rig = await JdbcRig.StartAsync(cluster);
        var result = await WhileLockedAsync(rig, "SELECT pg_terminate_backend(pid)");
        Assert.Equal(CommitKind.Unknown, result.Kind);
        Assert.Null((await rig.LoadAsync()).Metadata.CurrentSnapshotId);
    }

    [Fact]
    public async Task A_statement_that_is_ended_at_the_swap_has_certainly_changed_nothing()
    {
        await using var rig = await JdbcRig.StartAsync(cluster);
        var fault = await Assert.ThrowsAsync<CatalogException>(() => WhileLockedAsync(rig, "SELECT pg_cancel_backend(pid)"));
        AssertTellsNothing(fault.ToString());
        Assert.Null((await rig.LoadAsync()).Metadata.CurrentSnapshotId);
    }

    [Fact]
    public async Task A_database_of_higher_isolation_says_conflict_in_its_own_way()
    {
        await using var rig = await JdbcRig.StartAsync(cluster);
        await rig.AskAsync("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_isolation = ''repeatable read''', current_database()); END $$");
        await using var catalog = await rig.OpenAsync(rig.Database);
        await using var source = NpgsqlDataSource.Create(rig.Database);
        await using var other = await source.OpenConnectionAsync(Cancellation);
        await using var transaction = await other.BeginTransactionAsync(Cancellation);
        await using (var change = new NpgsqlCommand("UPDATE iceberg_tables SET previous_metadata_location = 'x'", other))
        {
            await change.ExecuteNonQueryAsync(Cancellation);
        }

        var commit = Task.Run(() => rig.CommitAsync(catalog));
        await WaitingAsync(rig);
        await transaction.CommitAsync(Cancellation);
        Assert.Equal(CommitKind.Conflict, (await commit).Kind);
    }

    [Fact]
    public async Task A_database_that_is_away_has_certainly_changed_nothing()
    {
        await using var rig = await JdbcRig.StartAsync(cluster);
        var away = new NpgsqlConnectionStringBuilder(rig.Database) { Host = "/nowhere" }.ConnectionString;
        await using var catalog = await rig.OpenAsync(away);
        var fault = await Assert.ThrowsAsync<CatalogException>(() => rig.CommitAsync(catalog));
        Assert.Contains("Iceberg:CatalogUri", fault.Message, StringComparison.Ordinal);
        AssertTellsNothing(fault.ToString());
        await Assert.ThrowsAsync<CatalogException>(() => catalog.LoadAsync(JdbcRig.Table, Cancellation));
        await Assert.ThrowsAsync<CatalogException>(() => catalog.ListNamespacesAsync(Cancellation));
    }

    [Fact]
    public async Task A_wrong_password_is_refused_in_words()
    {
        await using var rig = await JdbcRig.StartAsync(cluster);
        var wrong = new NpgsqlConnectionStringBuilder(rig.Database) { Password = "wr0ng" + PostgreSqlCluster.Secret }.ConnectionString;
        await using var catalog = await rig.OpenAsync(wrong);
        var fault = await Assert.ThrowsAsync<CatalogException>(() => catalog.LoadAsync(JdbcRig.Table, Cancellation));
        Assert.Contains("password authentication failed", fault.Message, StringComparison.Ordinal);
        AssertTellsNothing(fault.ToString());
    }

    // The swap waits for the row while the other session is ended.
    private static async Task<CommitResult> WhileLockedAsync(JdbcRig rig, string act)
    {
        await using var source = NpgsqlDataSource.Create(rig.Database);
        await using var holder = await source.OpenConnectionAsync(Cancellation);
        await using var transaction = await holder.BeginTransactionAsync(Cancellation);
        await using (var hold = new NpgsqlCommand("SELECT 1 FROM iceberg_tables FOR UPDATE", holder))
        {
            await hold.ExecuteScalarAsync(Cancellation);
        }

        var commit = Task.Run(() => rig.CommitAsync(rig.Catalog));
        await WaitingAsync(rig);
        await rig.AskAsync($"{act} FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'UPDATE iceberg_tables%'");
        return await commit;
    }

    private static Task WaitingAsync(JdbcRig rig) => Poll.UntilAsync(
        async () => await rig.AskAsync("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'UPDATE iceberg_tables%'") is 1L,
        "the swap waits");

    private static void AssertTellsNothing(string text) => Assert.DoesNotContain(PostgreSqlCluster.Secret, text, StringComparison.Ordinal);
}
