using Ingest.Core.Registry;
using Ingest.Core.Sites;
using Ingest.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace Ingest.Tests.Registry;

public sealed class InheritingDocumentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RecordingLogger _logger = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_empty_document_takes_over_what_lay_elsewhere_with_its_deleted_entries()
    {
        var former = await OpenAsync(File("former"));
        var (shop, blog) = (await former.AddAsync("Shop"), await former.AddAsync("Blog"));
        await former.DeleteAsync(blog.Id);

        var moved = await OpenAsync(Moved());
        Assert.Equal([shop.Id], moved.Current.InForce.Select(site => site.Id));
        Assert.Equal(2, moved.Current.All.Count);
        Assert.Equal(LogLevel.Information, Assert.Single(_logger.Messages).Level);
        Assert.Contains($"2 sites of {former.Where} are now in {moved.Where}", _logger.Messages.Single().Text, StringComparison.Ordinal);

        // It is written, and said once.
        await moved.UpdateAsync(shop.Id, site => site with { Name = "Store" });
        Assert.Equal("Store", (await OpenAsync(File("store"))).Current.InForce.Single().Name);
        Assert.Equal("Store", (await OpenAsync(Moved())).Current.InForce.Single().Name);
        Assert.Single(_logger.Messages);
    }

    [Fact]
    public async Task A_document_with_entries_stays_and_what_it_lacks_is_warned_about()
    {
        var former = await OpenAsync(File("former"));
        await former.AddAsync("Shop");
        await former.AddAsync("Blog");
        await (await OpenAsync(File("store"))).AddAsync("Wiki");

        var moved = await OpenAsync(Moved());

        Assert.Equal(["Wiki"], moved.Current.InForce.Select(site => site.Name));
        var (level, text) = Assert.Single(_logger.Messages);
        Assert.Equal(LogLevel.Warning, level);
        Assert.Contains($"In {former.Where} are 2 sites that are not in {moved.Where}", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_former_document_nothing_is_written_or_said()
    {
        Assert.Empty((await OpenAsync(Moved())).Current.All);

        Assert.Empty(_logger.Messages);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task A_former_document_that_is_broken_is_not_passed_over()
    {
        await System.IO.File.WriteAllTextAsync(_folder.File("former"), "{");

        var fault = await Assert.ThrowsAsync<RegistryException>(() => OpenAsync(Moved()));
        Assert.Contains(_folder.File("former"), fault.Message, StringComparison.Ordinal);
    }

    private InheritingDocument<Site> Moved() => new(File("store"), File("former"), _logger);

    private DocumentFile File(string name) => new(_folder.File(name), TimeProvider.System);

    private Task<SiteDirectory> OpenAsync(IDocumentStore store) => SiteDirectory.OpenAsync(store, TimeProvider.System, _logger);
}
