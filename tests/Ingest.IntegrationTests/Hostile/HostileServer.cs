using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Hostile;

/// <summary>One server for all who mean it harm; nothing else runs meanwhile, since latencies are compared.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class HostileServer : ICollectionFixture<HostileServer>, IAsyncLifetime
{
    public const string Name = "hostile clients";

    private readonly TemporaryFolder _folder = new();

    internal IngestServer Ingest { get; private set; } = null!;

    internal Guid Site { get; private set; }

    public async ValueTask InitializeAsync()
    {
        Site = await Sender.AddSiteAsync(_folder);
        Ingest = await IngestServer.StartAsync(_folder, new Dictionary<string, string>
        {
            ["INGEST__Batching__AgeMax"] = "00:00:00.200",

            // Four of the largest batches, or 256 stalled bodies of 100 kB, each of which holds 128 KiB from its one step over 64 KiB. Larger ones
            // would ask again for more, be refused by each other, and leave room.
            ["INGEST__Intake__PendingBytesMax"] = $"{32 << 20}",
        });
    }

    public async ValueTask DisposeAsync()
    {
        await Ingest.DisposeAsync();
        _folder.Dispose();
        var faults = Ingest.Log.Split('\n').Where(line => line.Contains(" fail: ", StringComparison.Ordinal) || line.Contains(" crit: ", StringComparison.Ordinal));
        Assert.True(!faults.Any(), string.Join('\n', faults));
    }

    internal string Message(string title) => $$$"""{"type":"event","payload":{"website":"{{{Site}}}","hostname":"honest.example","url":"/","title":"{{{title}}}"}}""";

    /// <summary>The head of a request, with these headers after the usual ones.</summary>
    internal string Head(string path, params string[] headers) =>
        $"POST {path} HTTP/1.1\r\nHost: {Ingest.Collect.Authority}\r\nUser-Agent: {Sender.Agent}\r\nContent-Type: application/json\r\n{string.Concat(headers.Select(header => header + "\r\n"))}\r\n";
}
