namespace Ingest.IntegrationTests.Browser;

/// <summary>Web vitals: one message for a page, measured by the browser itself.</summary>
[Collection(BrowserCollection.Name)]
public sealed class VitalsTests(BrowserRig rig)
{
    [Fact]
    public async Task Web_vitals_are_sent_once_when_the_page_is_hidden()
    {
        await using var visit = await rig.VisitAsync();
        await visit.OpenAsync("data-performance=\"true\"", body: """
            <button id="slow" onclick="const until = performance.now() + 150; while (performance.now() < until);">slow</button>
            <div id="box"></div><p>Text that a box pushes down.</p>
            """);
        await visit.SentAsync(1);
        await SeenAsync(visit, "largest-contentful-paint", "true");

        // In this order: what moves within half a second after a click is not counted as a shift.
        await visit.RunAsync("box.style.height = '200px'");
        await SeenAsync(visit, "layout-shift", "!entry.hadRecentInput");
        await visit.Page.ClickAsync("#slow");
        await SeenAsync(visit, "event", "entry.interactionId");
        await visit.RunAsync("history.pushState(1, '', 'two'); umami.track('here'); dispatchEvent(new PageTransitionEvent('pagehide')); dispatchEvent(new PageTransitionEvent('pagehide'))");
        var rows = await visit.StoredAsync(4);
        var vitals = Assert.Single(rows, row => row["kind"] == "performance");
        Assert.Equal("performance /page", vitals.Short(visit.Folder));
        Assert.InRange(vitals.Number("inp")!.Value, 104, 30_000);
        Assert.InRange(vitals.Number("cls")!.Value, 0.001, 1);
        Assert.InRange(vitals.Number("ttfb")!.Value, 0.1, 30_000);
        Assert.InRange(vitals.Number("fcp")!.Value, vitals.Number("ttfb")!.Value, 30_000);
        Assert.InRange(vitals.Number("lcp")!.Value, vitals.Number("fcp")!.Value, 30_000);
        visit.AssertQuiet();
    }

    [Fact]
    public async Task A_page_without_interaction_has_no_inp_and_a_shift_of_zero()
    {
        await using var visit = await rig.VisitAsync();
        await visit.OpenAsync("data-performance=\"true\"");
        await visit.RunAsync("await umami.track('answered')");
        await visit.RunAsync("Object.defineProperty(document, 'visibilityState', { value: 'hidden' }); document.dispatchEvent(new Event('visibilitychange'))");
        var vitals = Assert.Single(await visit.StoredAsync(3), row => row["kind"] == "performance");
        Assert.Null(vitals.Number("inp"));
        Assert.Equal(0, vitals.Number("cls"));

        // The page is still there: the message carries the token, and is of the visit.
        Assert.NotNull(visit.Sent[2].Token);
        visit.AssertQuiet();
    }

    // Until the browser has measured it.
    private static Task SeenAsync(Visit visit, string type, string isIt) =>
        visit.RunAsync($"await new Promise(seen => new PerformanceObserver(list => list.getEntries().some(entry => {isIt}) && seen()).observe({{ type: '{type}', buffered: true }}))");
}
