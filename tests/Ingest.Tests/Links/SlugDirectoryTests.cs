using Ingest.Core.Links;
using Ingest.Core.Registry;
using Ingest.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ingest.Tests.Links;

public sealed class SlugDirectoryTests : IDisposable
{
    private const string Target = "https://shop.example/sale";

    private readonly TemporaryFolder _folder = new();
    private readonly string _path;

    public SlugDirectoryTests() => _path = _folder.File("links.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_link_is_there_at_once_and_after_a_restart_with_all_that_it_has()
    {
        var directory = await OpenAsync();
        var added = await directory.AddAsync(" Spring_1 ", (slug, now) => New(slug, now) with { Name = " Letter ", Utm = new UtmAdditions { Source = " mail ", Medium = " " } });

        Assert.Equal(added, directory.Current.Find("Spring_1"));
        Assert.True(directory.Current.Contains(added.Id));
        var read = Assert.Single((await OpenAsync()).Current.InForce);
        Assert.Equal(added, read);
        Assert.Equal(("Spring_1", "Letter", new UtmAdditions { Source = "mail" }), (read.Slug, read.Name, read.Utm));
        Assert.Null(directory.Current.Find("spring_1"));
    }

    [Fact]
    public async Task A_slug_that_is_left_out_is_made_of_letters_that_look_like_no_other()
    {
        var directory = await OpenAsync();
        HashSet<string> made = [];
        for (var i = 0; i < 50; i++)
        {
            made.Add((await directory.AddAsync(null, (slug, now) => New(slug, now) with { Name = $"{i}" })).Slug);
        }

        Assert.Equal(50, made.Count);
        Assert.All(made, slug => Assert.Matches("^[23456789bcdfghjkmnpqrstvwxz]{7}$", slug));
    }

    [Theory]
    [InlineData("", "its slug is empty")]
    [InlineData("a b", "Use these alone")]
    [InlineData("a/b", "Use these alone")]
    [InlineData("é", "Use these alone")]
    [InlineData("a\r\nb", "Use these alone")]
    [InlineData("..", "Use these alone")]
    [InlineData("taken", "the slug \"taken\" is that of the link \"First\"")]
    public async Task A_slug_that_breaks_a_rule_is_refused_with_the_rule(string slug, string expected)
    {
        var directory = await OpenAsync();
        await directory.AddAsync("taken", (word, now) => New(word, now) with { Name = "First" });

        var fault = await Assert.ThrowsAsync<RegistryException>(() => directory.AddAsync(slug, New));
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.Single(directory.Current.All);
    }

    [Fact]
    public async Task A_slug_has_64_characters_at_most()
    {
        var directory = await OpenAsync();
        await directory.AddAsync(new string('a', 64), New);
        var fault = await Assert.ThrowsAsync<RegistryException>(() => directory.AddAsync(new string('b', 65), New));
        Assert.Contains("64 are allowed", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_slug_of_a_deleted_link_is_free_and_keeps_it_from_being_restored()
    {
        var directory = await OpenAsync();
        var old = await directory.AddAsync("spring", New);
        await directory.DeleteAsync(old.Id);
        Assert.Null(directory.Current.Find("spring"));
        Assert.False(directory.Current.Contains(old.Id));

        var anew = await directory.AddAsync("spring", (slug, now) => New(slug, now) with { Name = "Anew" });
        var fault = await Assert.ThrowsAsync<RegistryException>(() => directory.RestoreAsync(old.Id));
        Assert.Contains("ingest link edit", fault.Message, StringComparison.Ordinal);
        await directory.UpdateAsync(anew.Id, link => link with { Slug = "summer" });
        await directory.RestoreAsync(old.Id);
        Assert.Equal((old.Id, anew.Id), (directory.Current.Find("spring")!.Id, directory.Current.Find("summer")!.Id));
    }

    [Fact]
    public async Task A_file_with_one_slug_twice_in_force_is_broken()
    {
        var (one, two) = (New("spring", DateTimeOffset.UnixEpoch), New("spring", DateTimeOffset.UnixEpoch) with { Name = "Two" });
        await File.WriteAllBytesAsync(_path, Link.Render([one, two with { DeletedAt = DateTimeOffset.UnixEpoch }]), TestContext.Current.CancellationToken);
        Assert.Equal(one, (await OpenAsync()).Current.Find("spring"));

        await File.WriteAllBytesAsync(_path, Link.Render([one, two]), TestContext.Current.CancellationToken);
        var fault = await Assert.ThrowsAsync<RegistryException>(OpenAsync);
        Assert.Contains($"{one.Id} and {two.Id} have the one slug \"spring\"", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"version": 2, "links": []}""", "version 2")]
    [InlineData("""{"version": 1, "links": [{"id": "11111111-2222-4333-8444-555555555555", "slug": "a", "name": "b", "createdAt": "2026-01-01T00:00:00Z"}]}""", "target")]
    [InlineData("""{"version": 1, "links": [{"id": "11111111-2222-4333-8444-555555555555", "slug": "a", "name": "b", "target": "javascript:alert(1)", "createdAt": "2026-01-01T00:00:00Z"}]}""", "no absolute URL")]
    public async Task A_file_that_is_wrong_is_named_with_the_fault(string text, string expected)
    {
        await File.WriteAllTextAsync(_path, text, TestContext.Current.CancellationToken);
        var fault = await Assert.ThrowsAsync<RegistryException>(OpenAsync);
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.Contains(_path, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pixel_comes_back_as_it_was_added()
    {
        var store = new DocumentFile(_folder.File("pixels.json"), TimeProvider.System);
        var directory = await SlugDirectory<Pixel>.OpenAsync(store, TimeProvider.System, NullLogger.Instance, TestContext.Current.CancellationToken);
        var added = await directory.AddAsync("letter", (slug, now) => new Pixel(Guid.NewGuid(), slug, "Letter", now), TestContext.Current.CancellationToken);
        Assert.Equal([added], Pixel.Parse("here", Pixel.Render(directory.Current.All)));
    }

    private static Link New(string slug, DateTimeOffset now) => new(Guid.NewGuid(), slug, "Link", Target, now);

    private Task<SlugDirectory<Link>> OpenAsync() =>
        SlugDirectory<Link>.OpenAsync(new DocumentFile(_path, TimeProvider.System), TimeProvider.System, NullLogger.Instance);
}
