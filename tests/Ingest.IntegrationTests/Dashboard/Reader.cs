using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Ingest.IntegrationTests.Dashboard;

/// <summary>Somebody who looks at the dashboard: a browser without memory, a page, and what it asked for or was said in it.</summary>
internal sealed class Reader : IAsyncDisposable
{
    private const float LimitMilliseconds = 60_000;

    private readonly DashboardRig _rig;
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly ConcurrentQueue<string> _said = new();
    private int _running;
    private int _runningMost;

    private Reader(DashboardRig rig, IBrowserContext context)
    {
        (_rig, _context) = (rig, context);
        context.SetDefaultTimeout(LimitMilliseconds);
        context.Request += (_, request) => Note(request);
        context.RequestFinished += (_, request) => NoteEnd(request);
        context.RequestFailed += (_, request) => NoteEnd(request);
        context.Console += (_, message) => _said.Enqueue($"{message.Type}: {message.Text}");
        context.WebError += (_, fault) => _said.Enqueue($"uncaught: {fault.Error}");
    }

    public IPage Page { get; private set; } = null!;

    /// <summary>The addresses that were asked for, oldest first.</summary>
    public IReadOnlyList<string> Asked => [.. _asked];

    /// <summary>What was written to the console, and errors that nothing caught.</summary>
    public IReadOnlyList<string> Said => [.. _said];

    /// <summary>The most questions to the API that were open at once.</summary>
    public int AskedAtOnce => _runningMost;

    public static async Task<Reader> StartAsync(DashboardRig rig, IBrowserContext context)
    {
        var reader = new Reader(rig, context);
        reader.Page = await context.NewPageAsync();
        return reader;
    }

    /// <summary>Opens the dashboard as a link with a key does, at a section.</summary>
    public async Task OpenAsync(string section = "overview", Guid? site = null, string? key = null)
    {
        await Page.GotoAsync(Address($"#key={key ?? _rig.ReadKey}&/{site ?? _rig.Site}/{section}"));
        await ReadyAsync();
    }

    /// <summary>An address of the dashboard.</summary>
    public string Address(string fragment = "") => new Uri(_rig.Server.Collect, "/").AbsoluteUri + fragment;

    /// <summary>Goes to a section by the address, and waits until it is there.</summary>
    public async Task GoAsync(string section)
    {
        await Page.EvaluateAsync("hash => { location.hash = hash; }", $"#/{_rig.Site}/{section}");
        await ReadyAsync();
    }

    /// <summary>Waits until the section of the address has its figures.</summary>
    public async Task ReadyAsync()
    {
        await Page.WaitForFunctionAsync("() => document.getElementById('main').dataset.ready === location.hash");
        await Assertions.Expect(Page.Locator("[aria-busy=true]")).ToHaveCountAsync(0, new() { Timeout = LimitMilliseconds });
    }

    /// <summary>What a tile of the overview shows.</summary>
    public Task<string> TileAsync(string figure) => Page.Locator($"[data-figure={figure}] .tile-value").InnerTextAsync();

    /// <summary>The last address that was asked for a view.</summary>
    public string AskedFor(string view, string having = "") => Asked.Last(address => address.Contains($"/query/{view}?", StringComparison.Ordinal) && address.Contains(having, StringComparison.Ordinal));

    /// <summary>Nothing was written to the console, and nothing was left uncaught.</summary>
    public void AssertQuiet() => Assert.Empty(Said);

    public ValueTask DisposeAsync() => _context.DisposeAsync();

    private void Note(IRequest request)
    {
        _asked.Enqueue(request.Url);
        if (IsQuestion(request))
        {
            _runningMost = Math.Max(_runningMost, Interlocked.Increment(ref _running));
        }
    }

    private void NoteEnd(IRequest request)
    {
        if (IsQuestion(request))
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private static bool IsQuestion(IRequest request) => request.Url.Contains("/api/", StringComparison.Ordinal);
}
