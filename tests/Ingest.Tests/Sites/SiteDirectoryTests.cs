using Ingest.Core.Registry;
using Ingest.Core.Sites;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Sites;

public sealed class SiteDirectoryTests : IDisposable
{
    private static readonly Guid Id = Guid.Parse("11111111-2222-4333-8444-555555555555");

    private readonly TemporaryFolder _folder = new();
    private readonly RecordingLogger _logger = new();
    private readonly string _path;

    public SiteDirectoryTests() => _path = _folder.File("sites.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_missing_file_means_no_sites() => Assert.Empty((await OpenAsync()).Current.InForce);

    [Fact]
    public async Task An_added_site_is_there_at_once_and_after_a_restart()
    {
        var directory = await OpenAsync();

        var site = await directory.AddAsync(" Shop ", Id, ["Example.COM", "example.com", "localhost"]);

        Assert.True(directory.Current.Contains(Id));
        Assert.False(directory.Current.Contains(Guid.NewGuid()));
        var read = Assert.Single((await OpenAsync()).Current.InForce);
        Assert.Equal(("Shop", Id, site.CreatedAt), (read.Name, read.Id, read.CreatedAt));
        Assert.Equal(["example.com", "localhost"], read.Domains);
    }

    [Fact]
    public async Task A_site_without_an_id_gets_one_that_trackers_can_send()
    {
        var site = await (await OpenAsync()).AddAsync("Shop");

        Assert.Equal(4, site.Id.Version);
        Assert.True((await OpenAsync()).Current.Contains(site.Id));
    }

    [Theory]
    [InlineData("", null, null, "name is empty")]
    [InlineData("a\nb", null, null, "control characters")]
    [InlineData("Shop", null, null, "a site of this name exists, with the id 11111111-2222-4333-8444-555555555555")]
    [InlineData("Other", "11111111-2222-4333-8444-555555555555", null, "already that of the site \"shop\"")]
    [InlineData("Other", "11111111-2222-0333-8444-555555555555", null, "no UUID of RFC 9562")]
    [InlineData("Other", "11111111-2222-4333-c444-555555555555", null, "no UUID of RFC 9562")]
    [InlineData("Other", null, "https://example.com/", "Give the host alone")]
    [InlineData("Other", null, "", "a domain is empty")]
    public async Task A_site_that_breaks_a_rule_is_refused_with_the_rule(string name, string? id, string? domain, string expected)
    {
        var directory = await OpenAsync();
        await directory.AddAsync("shop", Id);

        var fault = await Assert.ThrowsAsync<RegistryException>(
            () => directory.AddAsync(name, id is null ? null : Guid.Parse(id), domain is null ? null : [domain]));

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.Single((await OpenAsync()).Current.InForce);
    }

    [Fact]
    public async Task A_change_is_there_at_once_and_after_a_restart_and_leaves_the_rest()
    {
        var directory = await OpenAsync(new ManualTime());
        await directory.AddAsync("Blog");
        var shop = await directory.AddAsync("Shop", Id, ["example.com"]);
        await directory.AddAsync("Wiki");

        var renamed = await directory.UpdateAsync(Id, site => site with { Name = " Store " });
        var moved = await directory.UpdateAsync(Id, site => site with { Domains = ["Store.example", "store.example"] });

        Assert.Equal(("Store", shop.CreatedAt), (renamed.Name, renamed.CreatedAt));
        Assert.Equal(["example.com"], renamed.Domains);
        Assert.NotNull(moved.UpdatedAt);
        Assert.Equal(["Blog", "Store", "Wiki"], directory.Current.InForce.Select(site => site.Name));
        var read = (await OpenAsync()).Current.InForce[1];
        Assert.Equal((moved.Name, moved.UpdatedAt), (read.Name, read.UpdatedAt));
        Assert.Equal(["store.example"], read.Domains);
    }

    [Fact]
    public async Task A_deleted_site_is_refused_and_kept_until_it_is_restored()
    {
        await (await OpenAsync()).AddAsync("Shop", Id);

        var deleted = await (await OpenAsync()).DeleteAsync(Id);

        var left = (await OpenAsync()).Current;
        Assert.NotNull(deleted.DeletedAt);
        Assert.False(left.Contains(Id));
        Assert.Empty(left.InForce);
        Assert.Equal(deleted.DeletedAt, Assert.Single(left.All).DeletedAt);

        var restored = await (await OpenAsync()).RestoreAsync(Id);

        Assert.Null(restored.DeletedAt);
        Assert.True((await OpenAsync()).Current.Contains(Id));
    }

    [Fact]
    public async Task The_name_of_a_deleted_site_is_free_and_its_id_is_not()
    {
        var directory = await OpenAsync();
        await directory.AddAsync("Shop", Id);
        await directory.DeleteAsync(Id);

        var id = await Assert.ThrowsAsync<RegistryException>(() => directory.AddAsync("Other", Id));
        await directory.AddAsync("shop");
        var name = await Assert.ThrowsAsync<RegistryException>(() => directory.RestoreAsync(Id));

        Assert.Contains("deleted site \"Shop\"", id.Message, StringComparison.Ordinal);
        Assert.Contains("a site of this name exists", name.Message, StringComparison.Ordinal);
        Assert.False((await OpenAsync()).Current.Contains(Id));
    }

    [Fact]
    public async Task A_change_of_what_is_not_there_is_refused_with_the_reason()
    {
        var directory = await OpenAsync();
        await directory.AddAsync("Shop", Id);
        await directory.AddAsync("Blog");
        var other = Guid.Parse("11111111-2222-4333-8444-555555555556");

        await FaultAsync("no site has this id", () => directory.UpdateAsync(other, site => site));
        await FaultAsync("no site has this id", () => directory.DeleteAsync(other));
        await FaultAsync("it is not deleted", () => directory.RestoreAsync(Id));
        await FaultAsync("a site of this name exists", () => directory.UpdateAsync(Id, site => site with { Name = "BLOG" }));
        await FaultAsync("Give the host alone", () => directory.UpdateAsync(Id, site => site with { Domains = ["https://example.com"] }));
        await directory.DeleteAsync(Id);
        await FaultAsync("it is deleted", () => directory.DeleteAsync(Id));
        await FaultAsync("it is deleted", () => directory.UpdateAsync(Id, site => site));
        Assert.Equal("Shop", (await OpenAsync()).Current.All[0].Name);

        static async Task FaultAsync(string expected, Func<Task> change) =>
            Assert.Contains(expected, (await Assert.ThrowsAsync<RegistryException>(change)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_are_there_at_once_and_after_a_restart()
    {
        var directory = await OpenAsync();
        await directory.AddAsync("Shop", Id);

        await directory.UpdateAsync(Id, site => site with
        {
            Settings = new SiteSettings { Bots = SiteBots.Keep, IgnoredAddresses = [" 203.0.113.0/24 ", "203.0.113.0/24"], RetentionNote = " 13 months ", TimeZone = " Europe/Berlin " },
        });

        Assert.Equal(SiteBots.Keep, directory.Current.Find(Id)!.Bots);
        Assert.True((await OpenAsync()).Current.Find(Id)!.Ignored.Contains("203.0.113.9"u8));
        Assert.Contains("\"keep\"", await File.ReadAllTextAsync(_path), StringComparison.Ordinal);
        var read = Assert.Single((await OpenAsync()).Current.InForce).Settings;
        Assert.Equal((SiteBots.Keep, "13 months", "Europe/Berlin"), (read.Bots!.Value, read.RetentionNote, read.TimeZone));
        Assert.Equal(["203.0.113.0/24"], read.IgnoredAddresses);
    }

    [Theory]
    [InlineData("{}", null)]
    [InlineData("{\"bots\": \"store\"}", null)]
    [InlineData("{\"bots\": \"sometimes\"}", "$.sites[0].settings.bots")]
    [InlineData("{\"bots\": 7}", "none of drop, keep and store")]
    [InlineData("{\"ignoredAddresses\": [null]}", "no address and no range")]
    [InlineData("{\"ignoredAddresses\": [\"shop.example\"]}", "\"shop.example\" is no address and no range")]
    [InlineData("{\"retentionNote\": \"a\\nb\"}", "control characters")]
    [InlineData("{\"timeZone\": \"America/Argentina/Buenos_Aires\"}", null)]
    [InlineData("{\"timeZone\": \"Etc/GMT+8\"}", null)]
    [InlineData("{\"timeZone\": \"Mars/Olympus\"}", "its time zone is \"Mars/Olympus\"")]
    [InlineData("{\"timeZone\": \"W. Europe Standard Time\"}", "Give the IANA name, with its capitals: Europe/Berlin")]
    [InlineData("{\"timeZone\": \"europe/berlin\"}", "its time zone is")]
    [InlineData("{\"timeZone\": \"Europe//Berlin\"}", "its time zone is")]
    [InlineData("{\"timeZone\": \"posix/Europe/Berlin\"}", "its time zone is")]
    [InlineData("{\"timeZone\": \"right/Europe/Berlin\"}", "its time zone is")]
    [InlineData("{\"timeZone\": \"localtime\"}", "its time zone is")]
    [InlineData("{\"timeZone\": \"Factory\"}", "its time zone is")]
    [InlineData("{\"timeZone\": \"/etc/localtime\"}", "its time zone is")]
    [InlineData("{\"timeZone\": \"\"}", "its time zone is \"\"")]
    [InlineData("{\"timeZone\": null}", "$.sites[0].settings")]
    [InlineData("null", "settings")]
    public async Task Settings_written_by_hand_are_checked(string settings, string? expected)
    {
        await File.WriteAllTextAsync(
            _path, $$"""{"version": 2, "sites": [{"id": "{{Id}}", "name": "a", "domains": [], "createdAt": "2026-01-01T00:00:00Z", "settings": {{settings}}}]}""");

        if (expected is null)
        {
            Assert.Empty(Assert.Single((await OpenAsync()).Current.InForce).Settings.IgnoredAddresses);
        }
        else
        {
            Assert.Contains(expected, (await Assert.ThrowsAsync<RegistryException>(OpenAsync)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task As_many_sites_as_are_allowed_are_read_and_one_more_is_refused()
    {
        var sites = Enumerable.Range(1, 100_000).Select(n => $$"""{"id": "11111111-2222-4333-8444-{{n:x12}}", "name": "{{n}}", "domains": [], "createdAt": "2026-01-01T00:00:00Z"}""");
        await File.WriteAllTextAsync(_path, $$"""{"version": 2, "sites": [{{string.Join(',', sites)}}]}""");

        var directory = await OpenAsync();

        Assert.Equal(100_000, directory.Current.InForce.Count);
        var fault = await Assert.ThrowsAsync<RegistryException>(() => directory.AddAsync("Shop"));
        Assert.Contains("100000 sites already", fault.Message, StringComparison.Ordinal);
        Assert.Equal("renamed", (await directory.UpdateAsync(directory.Current.InForce[0].Id, site => site with { Name = "renamed" })).Name);
    }

    [Fact]
    public async Task A_file_of_the_first_version_is_read_and_written_as_the_second()
    {
        await File.WriteAllTextAsync(
            _path, $$"""{"version": 1, "sites": [{"id": "{{Id}}", "name": "a", "domains": [], "createdAt": "2026-01-01T00:00:00Z"}]}""");

        var site = Assert.Single((await OpenAsync()).Current.InForce);
        Assert.Equal((null, null), (site.UpdatedAt, site.DeletedAt));
        Assert.Empty(site.Settings.IgnoredAddresses);
        Assert.Equal("UTC", site.Settings.TimeZone);
        await (await OpenAsync()).DeleteAsync(Id);

        Assert.Contains("\"version\": 2", await File.ReadAllTextAsync(_path), StringComparison.Ordinal);
        Assert.Equal(site.CreatedAt, Assert.Single((await OpenAsync()).Current.All).CreatedAt);
    }

    [Fact]
    public async Task Many_writers_at_once_lose_no_site()
    {
        var directories = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => OpenAsync()));

        await Task.WhenAll(directories.Select((directory, i) => Task.Run(async () =>
        {
            for (var n = 0; n < 5; n++)
            {
                await directory.AddAsync($"site {i} {n}");
            }
        })));

        Assert.Equal(40, (await OpenAsync()).Current.InForce.Count);
    }

    [Fact]
    public async Task A_site_added_by_another_process_is_seen_at_the_next_look_well_within_a_second()
    {
        var time = new ManualTime();
        var server = await OpenAsync(time);
        using var stop = new CancellationTokenSource();
        var watching = server.WatchAsync(stop.Token);
        var before = server.Current;

        await (await OpenAsync()).AddAsync("Shop", Id);
        Assert.False(before.Replaced.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(500));
        await before.Replaced.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.True(server.Current.Contains(Id));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);
    }

    [Fact]
    public async Task A_file_broken_by_hand_keeps_the_last_good_sites_and_is_reported_once_with_its_place()
    {
        await (await OpenAsync()).AddAsync("Shop", Id);
        var time = new ManualTime();
        var server = await OpenAsync(time);
        using var stop = new CancellationTokenSource();
        var watching = server.WatchAsync(stop.Token);
        var good = await File.ReadAllTextAsync(_path);

        await File.WriteAllTextAsync(_path, "{\n  \"version\": 1,\n  \"sites\": [ oops ]\n}");
        await LookAsync(time, () => !_logger.Messages.IsEmpty, "the warning");
        await LookAsync(time, looks: 5);

        var (_, text) = Assert.Single(_logger.Messages);
        Assert.Contains(_path, text, StringComparison.Ordinal);
        Assert.Contains("line 3, byte 14", text, StringComparison.Ordinal);
        Assert.True(server.Current.Contains(Id));
        await Assert.ThrowsAsync<RegistryException>(() => server.AddAsync("Other"));

        await File.WriteAllTextAsync(_path, good.Replace("Shop", "Shop 2", StringComparison.Ordinal));
        await LookAsync(time, () => server.Current.InForce[0].Name == "Shop 2", "the corrected file");

        File.Delete(_path);
        await LookAsync(time, () => _logger.Messages.Last().Text.Contains("is gone", StringComparison.Ordinal), "the second warning");
        Assert.True(server.Current.Contains(Id));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);
    }

    [Theory]
    [InlineData("{}", "'sites'")]
    [InlineData("{\"version\":3,\"sites\":[]}", "version 3")]
    [InlineData("{\"version\":0,\"sites\":[]}", "version 0")]
    [InlineData("{\"version\":1,\"sites\":[null]}", "it is null")]
    [InlineData("{\"version\":1,\"sites\":[{\"id\":\"x\"}]}", "$.sites[0].id")]
    [InlineData("{\"version\":1,\"sites\":[{\"id\":\"11111111-2222-4333-8444-555555555555\",\"name\":\"a\",\"domains\":[null],\"createdAt\":\"2026-01-01T00:00:00Z\"}]}", "a domain is empty")]
    [InlineData("[", "line 1, byte 2")]
    [InlineData("null", "not valid")]
    public async Task A_file_that_is_broken_at_the_start_is_refused(string text, string expected)
    {
        await File.WriteAllTextAsync(_path, text);

        var fault = await Assert.ThrowsAsync<RegistryException>(OpenAsync);

        Assert.Contains(_path, fault.Message, StringComparison.Ordinal);
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_written_by_hand_may_have_comments_trailing_commas_and_a_byte_order_mark()
    {
        await File.WriteAllTextAsync(
            _path,
            "\uFEFF{ // mine\n\"version\": 1, \"sites\": [{\"id\": \"11111111-2222-4333-8444-555555555555\", \"name\": \"a\", \"domains\": [], \"createdAt\": \"2026-01-01T00:00:00Z\",},],}");

        Assert.True((await OpenAsync()).Current.Contains(Id));
    }

    private Task<SiteDirectory> OpenAsync() => OpenAsync(TimeProvider.System);

    private Task<SiteDirectory> OpenAsync(TimeProvider time) => SiteDirectory.OpenAsync(new DocumentFile(_path, time), time, _logger);

    private static async Task LookAsync(ManualTime time, Func<bool> condition, string expectation) =>
        await Poll.UntilAsync(
            () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(250));
                return condition();
            },
            expectation);

    private static async Task LookAsync(ManualTime time, int looks)
    {
        var left = looks;
        await LookAsync(time, () => --left == 0, "more looks");
    }
}
