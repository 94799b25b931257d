using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Ingest.IntegrationTests.Browser;

/// <summary>A visitor: a browser without memory, a page, and what left it or was said in it.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly BrowserRig _rig;
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<SentMessage> _sent = new();
    private readonly ConcurrentQueue<string> _said = new();

    private Visit(BrowserRig rig, IBrowserContext context, string folder)
    {
        (_rig, _context, Folder) = (rig, context, folder);
        context.Request += (_, request) => Note(request);
        context.Console += (_, message) => _said.Enqueue($"{message.Type}: {message.Text}");
        context.WebError += (_, fault) => _said.Enqueue($"uncaught: {fault.Error}");
    }

    public IPage Page { get; private set; } = null!;

    public IBrowserContext Context => _context;

    /// <summary>The folder of this test's pages, with a slash at both ends.</summary>
    public string Folder { get; }

    /// <summary>What was sent to the server, oldest first.</summary>
    public IReadOnlyList<SentMessage> Sent => [.. _sent];

    /// <summary>What was written to the console, and errors and rejections that nothing caught.</summary>
    public IReadOnlyList<string> Said => [.. _said];

    public static async Task<Visit> StartAsync(BrowserRig rig, IBrowserContext context, string folder)
    {
        var visit = new Visit(rig, context, folder);
        visit.Page = await context.NewPageAsync();
        return visit;
    }

    /// <summary>The snippet, as it is pasted.</summary>
    public string Snippet(string attributes = "", string path = "/script.js") =>
        $"""<script defer src="{new Uri(_rig.Server.Collect, path)}" data-website-id="{_rig.Site}" {attributes}></script>""";

    /// <summary>The address of a page of this test.</summary>
    public string Address(string page = "page") => new Uri(_rig.Pages.Address, Folder + page).ToString();

    /// <summary>Adds a page with whatever stands in it.</summary>
    public void Add(string page, string head, string body = "", string policy = "") =>
        _rig.Pages.Add(Folder + page, $"<!doctype html><html><head><title>{page}</title>{head}</head><body><p>A page.</p>{body}</body></html>", policy);

    /// <summary>Opens a page that has the snippet.</summary>
    public Task OpenAsync(string attributes = "", string body = "", string query = "")
    {
        Add("page", Snippet(attributes), body);
        return Page.GotoAsync(Address() + query);
    }

    /// <summary>Goes on to a page of another site, that has no tracker.</summary>
    public async Task LeaveAsync()
    {
        Add("elsewhere", "");
        await Page.GotoAsync(new UriBuilder(Address("elsewhere")) { Host = "127.0.0.1" }.ToString());
    }

    /// <summary>Runs JavaScript in the page, and waits for what it promises.</summary>
    public Task RunAsync(string script) => Page.EvaluateAsync("async () => { " + script + " }").WaitAsync(Limit);

    /// <summary>Waits until so many messages have left the browser.</summary>
    public Task SentAsync(int count) =>
        Poll.UntilAsync(() => Task.FromResult(Sent.Count >= count), $"{count} messages sent", Limit);

    /// <summary>The events of this test as stored, once there are so many: neither fewer nor more, in the order of the page.</summary>
    public async Task<IReadOnlyList<StoredEvent>> StoredAsync(int count)
    {
        IReadOnlyList<StoredEvent> rows = [];
        try
        {
            rows = await Poll.ForAsync(QueryAsync, found => (rows = found).Count >= count, $"{count} events", Limit);
        }
        catch (TimeoutException)
        {
            // What there is instead is said below.
        }

        Assert.True(rows.Count == count, $"{count} were expected; stored\n{string.Join('\n', rows)}\nsent\n{string.Join('\n', Sent)}\nsaid\n{string.Join('\n', Said)}");

        // As they left the page: on the way they may overtake each other. What left with the page itself comes last.
        var order = Sent.Select(message => message.Text("eventId")).ToList();
        return [.. rows.OrderBy(row => (uint)order.IndexOf(row["event_id"]))];
    }

    /// <summary>The same, in short.</summary>
    public async Task<IEnumerable<string>> StoredInShortAsync(int count) => (await StoredAsync(count)).Select(row => row.Short(Folder));

    /// <summary>Nothing was written to the console, and nothing was left uncaught.</summary>
    public void AssertQuiet() => Assert.Empty(Said);

    public ValueTask DisposeAsync() => _context.DisposeAsync();

    // An identification has no path: it is found by the session that it begins.
    private async Task<IReadOnlyList<StoredEvent>> QueryAsync()
    {
        var here = $"url_path LIKE '%{Folder}%'";
        var rows = await _rig.Server.QueryAsync(
            $"SELECT {StoredEvent.Columns} FROM fact_event FINAL WHERE {here} "
            + $"OR (event_type = 6 AND session_id IN (SELECT session_id FROM fact_event WHERE {here} AND distinct_id != '')) ORDER BY fact_event.event_time");
        return [.. rows.Select(row => new StoredEvent(row))];
    }

    private void Note(IRequest request)
    {
        if (request.Method == "POST" && request.Url.StartsWith(_rig.Server.Collect.ToString(), StringComparison.Ordinal))
        {
            _sent.Enqueue(SentMessage.Of(request));
        }
    }
}
