using Ingest.Core.Keys;
using Ingest.Core.Registry;
using Ingest.Core.Sites;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Keys;

public sealed class ShareKeyTests : IDisposable
{
    private static readonly Site Shop = new(Guid.Parse("11111111-2222-4333-8444-555555555555"), "Shop", [], default);
    private static readonly Site Blog = new(Guid.Parse("21111111-2222-4333-8444-555555555555"), "Blog", [], default);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_share_reads_its_site_alone()
    {
        var keys = await OpenAsync();

        var (share, text) = await CreateAsync(keys, Shop, " Board ");

        var key = keys.Current.Find(text)!;
        Assert.Equal(("share: Board", "Board"), (share.Name, ShareKey.NameOf(share)));
        Assert.True(key.May(KeyRight.Read, Shop.Id));
        Assert.False(key.May(KeyRight.Read, Blog.Id) || key.May(KeyRight.Read) || key.MayForSome(KeyRight.Send) || key.IsAdmin);
        Assert.Equal((true, false), (ShareKey.IsOf(Shop.Id, share), ShareKey.IsOf(Blog.Id, share)));
    }

    [Theory]
    [InlineData("Board", "read:11111111-2222-4333-8444-555555555555")]
    [InlineData("share:Board", "read:11111111-2222-4333-8444-555555555555")]
    [InlineData("share: Board", "admin")]
    [InlineData("share: Board", "read:*")]
    [InlineData("share: Board", "send:11111111-2222-4333-8444-555555555555")]
    [InlineData("share: Board", "read:11111111-2222-4333-8444-555555555555", "send:*")]
    public async Task A_key_that_is_named_otherwise_or_may_more_is_no_share(string name, params string[] scopes)
    {
        var (key, _) = await (await OpenAsync()).CreateAsync(name, scopes, TestContext.Current.CancellationToken);

        Assert.False(ShareKey.IsOf(Shop.Id, key));
    }

    [Fact]
    public async Task Without_a_name_it_has_the_sites_with_a_number_when_that_is_taken()
    {
        var keys = await OpenAsync();

        List<ApiKey> made = [];
        for (var i = 0; i < 3; i++)
        {
            made.Add((await CreateAsync(keys, Shop, null)).Key);
        }

        Assert.Equal(["Shop", "Shop 2", "Shop 3"], made.Select(ShareKey.NameOf));
        await keys.DeleteAsync(made[1].Id, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal("Shop 2", ShareKey.NameOf((await CreateAsync(keys, Shop, null)).Key));
    }

    [Theory]
    [InlineData("", RegistryFault.Invalid)]
    [InlineData(" \t", RegistryFault.Invalid)]
    [InlineData("a\nb", RegistryFault.Invalid)]
    [InlineData("shop", RegistryFault.Conflict)]
    public async Task A_name_that_is_none_or_is_taken_is_refused(string name, RegistryFault expected)
    {
        var keys = await OpenAsync();
        await CreateAsync(keys, Shop, null);

        var fault = await Assert.ThrowsAsync<RegistryException>(() => CreateAsync(keys, Blog, name));

        Assert.Equal(expected, fault.Fault);
        Assert.Single(keys.Current.All);
    }

    private static Task<(ApiKey Key, string Text)> CreateAsync(ApiKeyDirectory keys, Site site, string? name) =>
        ShareKey.CreateAsync(keys, site, name, TestContext.Current.CancellationToken);

    private Task<ApiKeyDirectory> OpenAsync() =>
        ApiKeyDirectory.OpenAsync(new DocumentFile(_folder.File("keys.json"), TimeProvider.System), TimeProvider.System, new RecordingLogger());
}
