using System.Net;
using System.Net.Sockets;
using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Sinks.Iceberg.Catalogs.Rest;
using Ingest.Tests.Fakes;
using Ingest.Tests.Iceberg.Metadata;

namespace Ingest.Tests.Iceberg.Catalogs.Rest;

/// <summary>What is said of a commit when the server fails: never that it was made or was not, when nobody knows.</summary>
public sealed class RestFaultTests
{
    [Theory]
    [InlineData(RestFault.Conflict, CommitKind.Conflict, false)]
    [InlineData(RestFault.ErrorBefore, CommitKind.Unknown, false)]
    [InlineData(RestFault.ErrorAfter, CommitKind.Unknown, true)]
    [InlineData(RestFault.GatewayAfter, CommitKind.Unknown, true)]
    [InlineData(RestFault.UnavailableAfter, CommitKind.Unknown, true)]
    [InlineData(RestFault.BreakBefore, CommitKind.Unknown, false)]
    [InlineData(RestFault.BreakAfter, CommitKind.Unknown, true)]
    [InlineData(RestFault.GarbageAfter, CommitKind.Unknown, true)]
    [InlineData(RestFault.EmptyAfter, CommitKind.Unknown, true)]
    [InlineData(RestFault.StateUnknownAfter, CommitKind.Unknown, true)]
    public async Task A_commit_ends_as_is_true(RestFault fault, CommitKind kind, bool isMade)
    {
        await using var rig = await RestRig.StartAsync();
        rig.Server.Faults.Enqueue(fault);
        var result = await rig.CommitAsync();
        Assert.Equal(kind, result.Kind);
        Assert.NotEmpty(result.Error!);
        Assert.Equal(1, rig.Server.Commits);
        Assert.Equal(isMade, await rig.HasSnapshotAsync());
    }

    [Theory]
    [InlineData(RestFault.Redirect, "Iceberg:CatalogUri")]
    [InlineData(RestFault.Unauthorized, "Iceberg:CatalogCredentials")]
    [InlineData(RestFault.Expired, "Iceberg:CatalogCredentials")]
    [InlineData(RestFault.Quoting, "400")]
    [InlineData(RestFault.Missing, "404")]
    public async Task A_refusal_is_certain_and_names_the_remedy(RestFault fault, string words)
    {
        await using var rig = await RestRig.StartAsync();
        rig.Server.Faults.Enqueue(fault);
        var refusal = await Assert.ThrowsAsync<CatalogException>(() => rig.CommitAsync());
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("analytics.pa_events", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1, rig.Server.Commits);
        Assert.False(await rig.HasSnapshotAsync());
    }

    [Theory]
    [InlineData(RestFault.Busy)]
    [InlineData(RestFault.UnavailableBefore)]
    public async Task A_server_that_is_busy_is_asked_again(RestFault fault)
    {
        await using var rig = await RestRig.StartAsync();
        rig.Server.Faults.Enqueue(fault);
        rig.Server.Faults.Enqueue(fault);
        Assert.Equal(CommitKind.Committed, (await rig.CommitAsync()).Kind);
        Assert.Equal(3, rig.Server.Commits);
    }

    [Fact]
    public async Task A_server_that_stays_busy_is_left_after_a_few_times()
    {
        await using var rig = await RestRig.StartAsync();
        for (var i = 0; i < RestTransport.AttemptsMax; i++)
        {
            rig.Server.Faults.Enqueue(RestFault.Busy);
        }

        await Assert.ThrowsAsync<CatalogException>(() => rig.CommitAsync());
        Assert.Equal(RestTransport.AttemptsMax, rig.Server.Commits);
        Assert.Empty(rig.Server.Faults);
    }

    [Fact]
    public async Task A_conflict_after_an_answer_in_doubt_may_be_with_oneself()
    {
        await using var rig = await RestRig.StartAsync();
        rig.Server.Faults.Enqueue(RestFault.UnavailableBefore);
        rig.Server.Faults.Enqueue(RestFault.Conflict);
        Assert.Equal(CommitKind.Unknown, (await rig.CommitAsync()).Kind);
    }

    [Theory]
    [InlineData(RestFault.BreakBefore)]
    [InlineData(RestFault.ErrorBefore)]
    public async Task Where_the_server_knows_keys_a_commit_in_doubt_is_asked_again(RestFault fault)
    {
        await using var rig = await RestRig.StartAsync(new() { HasIdempotencyKeys = true });
        rig.Server.Faults.Enqueue(fault);
        Assert.Equal(CommitKind.Committed, (await rig.CommitAsync()).Kind);
        Assert.Equal(2, rig.Server.Commits);
        Assert.Empty(rig.Server.Violations);
    }

    [Fact]
    public async Task A_key_that_the_server_forgot_does_not_make_a_conflict_of_a_commit()
    {
        await using var rig = await RestRig.StartAsync(new() { HasIdempotencyKeys = true });
        rig.Server.Faults.Enqueue(RestFault.BreakAfter);
        Assert.Equal(CommitKind.Unknown, (await rig.CommitAsync()).Kind);
        Assert.True(await rig.HasSnapshotAsync());
    }

    [Fact]
    public async Task A_commit_that_was_cancelled_on_its_way_is_unknown()
    {
        await using var rig = await RestRig.StartAsync();
        rig.Server.Faults.Enqueue(RestFault.Silence);
        using var cancelling = new CancellationTokenSource();
        var commit = rig.CommitAsync(cancelling.Token);
        await Poll.UntilAsync(() => rig.Server.Commits == 1, "the server has it");
        await cancelling.CancelAsync();
        Assert.Equal(CommitKind.Unknown, (await commit).Kind);
    }

    [Fact]
    public async Task A_token_that_ran_out_is_fetched_again_once()
    {
        await using var rig = await RestRig.StartAsync(new() { Token = "another" }, $"{StrictRestServer.ClientId}:{StrictRestServer.ClientSecret}");
        Assert.Equal(1, rig.Server.TokensIssued);
        rig.Server.RevokeTokens();
        Assert.Equal(CommitKind.Committed, (await rig.CommitAsync()).Kind);
        Assert.Equal(2, rig.Server.TokensIssued);
        Assert.Equal(1, rig.Server.Commits);

        rig.Server.Faults.Enqueue(RestFault.Expired);
        rig.Server.Faults.Enqueue(RestFault.Unauthorized);
        await Assert.ThrowsAsync<CatalogException>(() => rig.CommitAsync());
        Assert.Equal(3, rig.Server.TokensIssued);
    }

    [Fact]
    public async Task A_token_is_renewed_before_it_runs_out()
    {
        var time = new ManualTime();
        await using var rig = await RestRig.StartAsync(new() { Token = "another", TokenSeconds = 600 }, $"{StrictRestServer.ClientId}:{StrictRestServer.ClientSecret}", time);
        time.Advance(TimeSpan.FromSeconds(560));
        Assert.False(await rig.HasSnapshotAsync());
        Assert.Equal(1, rig.Server.TokensIssued);
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.False(await rig.HasSnapshotAsync());
        Assert.Equal(2, rig.Server.TokensIssued);
    }

    [Theory]
    [InlineData("token:b3arer")]
    [InlineData("token: b3arer ")]
    public async Task A_bearer_token_is_sent_as_it_is(string credentials)
    {
        await using var rig = await RestRig.StartAsync(new() { Token = "b3arer" }, credentials);
        Assert.Equal(CommitKind.Committed, (await rig.CommitAsync()).Kind);
        Assert.Equal(0, rig.Server.TokensIssued);
    }

    [Fact]
    public async Task No_message_has_a_secret()
    {
        await using var rig = await RestRig.StartAsync(new() { Token = "b3arer" }, "token:b3arer");
        rig.Server.Faults.Enqueue(RestFault.Quoting);
        var quoted = await Assert.ThrowsAsync<CatalogException>(() => rig.CommitAsync());
        Assert.Contains("you sent", quoted.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("b3arer", quoted.ToString(), StringComparison.Ordinal);

        await using var wrong = await rig.OpenAsync("ingest:wr0ng secret");
        var refused = await Assert.ThrowsAsync<CatalogException>(() => wrong.LoadAsync(RestRig.Name, RestRig.Cancellation));
        Assert.Contains("invalid_client", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wr0ng", refused.ToString(), StringComparison.Ordinal);

        await using var other = await rig.OpenAsync("token:0ther");
        var denied = await Assert.ThrowsAsync<CatalogException>(() => other.LoadAsync(RestRig.Name, RestRig.Cancellation));
        Assert.Contains("Iceberg:CatalogCredentials", denied.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("0ther", denied.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lent_credentials_are_handed_out_and_never_told()
    {
        await using var rig = await RestRig.StartAsync(new() { LendsCredentials = true });
        var table = (await rig.Catalog.LoadAsync(RestRig.Name, RestRig.Cancellation))!;
        var ofData = table.CredentialsFor($"{table.Metadata.Location}/data/1.parquet")!;
        Assert.Equal(("of-data", StrictRestServer.ClientSecret, "lent", "eu-central-1"), (ofData.AccessKeyId, ofData.SecretAccessKey, ofData.SessionToken, ofData.Region));
        var ofAll = table.CredentialsFor($"{table.Metadata.Location}/metadata/1.avro")!;
        Assert.Equal(("of-all", StrictRestServer.ClientSecret, null, "http://s3:9000"), (ofAll.AccessKeyId, ofAll.SecretAccessKey, ofAll.SessionToken, ofAll.Endpoint));
        Assert.DoesNotContain(StrictRestServer.ClientSecret, $"{table} {ofData} {ofAll}", StringComparison.Ordinal);
        Assert.Equal(2, (await rig.CommitAsync()).Table!.Credentials.Count);
    }

    [Fact]
    public async Task A_catalog_that_says_that_it_is_only_read_is_not_asked_to_change()
    {
        await using var rig = await RestRig.StartAsync();
        await using var server = await StrictRestServer.StartAsync(null!, "unused", new() { Endpoints = ["GET /v1/{prefix}/namespaces"] });
        await using var catalog = await CatalogFactory.OpenAsync(
            new CatalogOptions { CatalogType = CatalogType.Rest, CatalogUri = server.Address.ToString(), CatalogWarehouse = StrictRestServer.Warehouse }, null!, "unused", TimeProvider.System, RestRig.Cancellation);
        var refused = await Assert.ThrowsAsync<CatalogException>(() => catalog.CommitAsync(rig.Table, SampleTable.Append(rig.Table.Metadata, 1), RestRig.Cancellation));
        Assert.Contains("POST /v1/{prefix}/namespaces/{namespace}/tables/{table}", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, server.Commits);
    }

    [Fact]
    public async Task A_server_that_is_no_catalog_or_is_away_is_named()
    {
        await using var rig = await RestRig.StartAsync();
        var words = await FaultAtAsync($"{rig.Server.Address}/elsewhere");
        Assert.Contains("/v1/config below it", words, StringComparison.Ordinal);

        using var port = new TcpListener(IPAddress.Loopback, 0);
        port.Start();
        var endpoint = port.LocalEndpoint;
        port.Stop();
        Assert.Contains("cannot be reached", await FaultAtAsync($"http://{endpoint}"), StringComparison.Ordinal);
    }

    private static async Task<string> FaultAtAsync(string address)
    {
        await using var catalog = await CatalogFactory.OpenAsync(
            new CatalogOptions { CatalogType = CatalogType.Rest, CatalogUri = address }, null!, "unused", TimeProvider.System, RestRig.Cancellation);
        var fault = await Assert.ThrowsAsync<CatalogException>(() => catalog.LoadAsync(RestRig.Name, RestRig.Cancellation));
        Assert.Contains(address, fault.Message, StringComparison.Ordinal);
        return fault.Message;
    }
}
