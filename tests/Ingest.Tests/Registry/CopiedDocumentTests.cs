using System.Text;
using Ingest.Core.Registry;
using Ingest.Core.Sites;
using Ingest.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace Ingest.Tests.Registry;

public sealed class CopiedDocumentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RecordingLogger _logger = new();
    private readonly ManualTime _time = new();
    private readonly AwayDocument _store;

    public CopiedDocumentTests() => _store = new AwayDocument(new DocumentFile(_folder.File("store"), _time));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_start_without_the_original_goes_on_with_the_copy_and_names_its_age()
    {
        var first = Copied();
        await (await OpenAsync(first)).AddAsync("Shop");

        // Unchanged, but looked at: so long it was true.
        _time.Advance(TimeSpan.FromDays(3));
        await first.ReadAsync(always: false, CancellationToken.None);
        _time.Advance(TimeSpan.FromMinutes(10));
        _store.IsAway = true;
        var sites = await OpenAsync(Copied());

        Assert.Equal("Shop", Assert.Single(sites.Current.InForce).Name);
        var (level, text) = Assert.Single(_logger.Messages);
        Assert.Equal(LogLevel.Warning, level);
        Assert.StartsWith($"It is away. The start goes on with the copy {_folder.File("copy")}, 00:10:00 old: the sites as they were at 2026-01-05 03:04:05Z", text, StringComparison.Ordinal);
        await Assert.ThrowsAsync<RegistryException>(() => sites.AddAsync("Blog"));
    }

    [Fact]
    public async Task The_original_takes_the_place_of_the_copy_when_it_is_back()
    {
        await (await OpenAsync(Copied())).AddAsync("Shop");
        _store.IsAway = true;
        var sites = await OpenAsync(Copied());

        _store.IsAway = false;
        await sites.AddAsync("Blog");

        Assert.Equal(["Shop", "Blog"], sites.Current.InForce.Select(site => site.Name));
        _store.IsAway = true;
        Assert.Equal(2, (await OpenAsync(Copied())).Current.InForce.Count);
    }

    [Fact]
    public async Task Without_a_copy_the_fault_stops_the_start()
    {
        _store.IsAway = true;

        Assert.Equal("It is away.", (await Assert.ThrowsAsync<RegistryException>(() => OpenAsync(Copied()))).Message);
        Assert.Empty(_logger.Messages);
    }

    [Fact]
    public async Task The_copy_serves_the_start_alone()
    {
        var copied = Copied();
        await OpenAsync(copied);
        await (await OpenAsync(copied)).AddAsync("Shop");
        _store.IsAway = true;

        await Assert.ThrowsAsync<RegistryException>(() => copied.ReadAsync(always: true, CancellationToken.None).AsTask());
    }

    [Fact]
    public async Task A_broken_document_does_not_replace_the_copy_of_the_last_good_one()
    {
        var copied = Copied();
        await (await OpenAsync(copied)).AddAsync("Shop");
        await File.WriteAllTextAsync(_folder.File("store"), "{");

        Assert.Equal("{", Encoding.UTF8.GetString((await copied.ReadAsync(always: true, CancellationToken.None))!));
        await copied.ReadAsync(always: true, CancellationToken.None);

        Assert.Contains("is not kept", Assert.Single(_logger.Messages).Text, StringComparison.Ordinal);
        _store.IsAway = true;
        Assert.Equal("Shop", (await OpenAsync(Copied())).Current.InForce.Single().Name);
    }

    [Fact]
    public async Task A_copy_that_cannot_be_written_is_warned_about_once_and_costs_no_change()
    {
        Directory.CreateDirectory(_folder.File("copy"));
        var sites = await OpenAsync(Copied());

        await sites.AddAsync("Shop");
        await sites.AddAsync("Blog");

        Assert.Equal(2, sites.Current.InForce.Count);
        Assert.Contains(_folder.File("copy"), Assert.Single(_logger.Messages).Text, StringComparison.Ordinal);
    }

    private CopiedDocument<Site> Copied() => new(_store, _folder.File("copy"), mode: null, _time, _logger);

    private Task<SiteDirectory> OpenAsync(IDocumentStore store) => SiteDirectory.OpenAsync(store, _time, _logger);
}
