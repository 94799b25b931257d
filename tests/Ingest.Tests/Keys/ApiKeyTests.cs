using Ingest.Core.Keys;
using Ingest.Core.Registry;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Keys;

public sealed class ApiKeyTests : IDisposable
{
    private static readonly Guid Site = Guid.Parse("11111111-2222-4333-8444-555555555555");

    private readonly TemporaryFolder _folder = new();
    private readonly string _path;

    public ApiKeyTests() => _path = _folder.File("keys.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_key_is_found_by_its_text_after_a_restart_and_its_text_is_in_no_file()
    {
        var (key, text) = await (await OpenAsync()).CreateAsync(" laptop ", ["admin"]);

        var found = (await OpenAsync()).Current.Find(text);

        Assert.Equal((key.Id, "laptop", true), (found!.Id, found.Name, found.IsAdmin));
        var file = await File.ReadAllTextAsync(_path);
        Assert.DoesNotContain(text, file, StringComparison.Ordinal);
        Assert.DoesNotContain(text[^43..], file, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_path));
        }
    }

    [Fact]
    public async Task No_other_text_finds_a_key()
    {
        var keys = await OpenAsync();
        var (_, text) = await keys.CreateAsync("laptop", ["admin"]);
        var (_, other) = await keys.CreateAsync("phone", ["read:*"]);

        // Every character, changed to each of its kind: base64url has none that a decoder ignores, at this length.
        for (var i = "ingest_".Length; i < text.Length; i++)
        {
            var changed = text[i] == 'A' ? 'B' : 'A';
            Assert.Null(keys.Current.Find($"{text[..i]}{changed}{text[(i + 1)..]}"));
        }

        Assert.Null(keys.Current.Find(text.AsSpan(0, text.Length - 1)));
        Assert.Null(keys.Current.Find(text + "A"));
        Assert.Null(keys.Current.Find(text.ToUpperInvariant()));
        Assert.Null(keys.Current.Find(text[..29] + other[29..]));
        Assert.Null(keys.Current.Find(""));
        Assert.Null(keys.Current.Find("ingest_" + new string('=', 64)));
    }

    [Fact]
    public async Task A_revoked_key_is_found_no_more_and_stays_revoked()
    {
        var keys = await OpenAsync();
        var (key, text) = await keys.CreateAsync("laptop", ["admin"]);

        await keys.DeleteAsync(key.Id);

        Assert.Null(keys.Current.Find(text));
        Assert.Single(keys.Current.All);
        var fault = await Assert.ThrowsAsync<RegistryException>(() => keys.DeleteAsync(key.Id));
        Assert.Contains("'ingest key create'", fault.Message, StringComparison.Ordinal);
        Assert.Equal("laptop", (await keys.CreateAsync("laptop", ["admin"])).Key.Name);
    }

    [Theory]
    [InlineData("admin", true, true, true, true)]
    [InlineData("read:*", false, true, true, false)]
    [InlineData("send:*", false, false, false, true)]
    [InlineData("read:11111111-2222-4333-8444-555555555555", false, true, false, false)]
    [InlineData("SEND:11111111-2222-4333-8444-555555555555", false, false, false, true)]
    [InlineData("send:21111111-2222-4333-8444-555555555555", false, false, false, false)]
    public async Task A_scope_gives_what_it_says(string scope, bool isAdmin, bool readsSite, bool readsAll, bool sends)
    {
        var keys = await OpenAsync();
        var (_, text) = await keys.CreateAsync("laptop", [scope]);
        var key = keys.Current.Find(text)!;

        Assert.Equal(
            (isAdmin, readsSite, readsAll, sends),
            (key.IsAdmin, key.May(KeyRight.Read, Site), key.May(KeyRight.Read), key.May(KeyRight.Send, Site)));
        Assert.Equal(readsSite, key.MayForSome(KeyRight.Read));
    }

    [Theory]
    [InlineData("root")]
    [InlineData("")]
    [InlineData("read")]
    [InlineData("read:")]
    [InlineData("read:shop")]
    [InlineData("read:*:*")]
    [InlineData("admin:*")]
    [InlineData("write:*")]
    public async Task What_is_no_scope_is_refused(string scope)
    {
        var keys = await OpenAsync();

        var fault = await Assert.ThrowsAsync<RegistryException>(() => keys.CreateAsync("laptop", ["admin", scope]));

        Assert.Contains($"\"{scope}\" is no scope", fault.Message, StringComparison.Ordinal);
        Assert.Equal(RegistryFault.Invalid, fault.Fault);
        Assert.Empty(keys.Current.All);
    }

    [Fact]
    public async Task A_key_without_scopes_is_refused() =>
        Assert.Contains("0 scopes", (await Assert.ThrowsAsync<RegistryException>(async () => await (await OpenAsync()).CreateAsync("laptop", []))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_file_with_a_text_in_place_of_a_hash_is_refused()
    {
        await File.WriteAllTextAsync(
            _path, $$"""{"version": 1, "keys": [{"id": "{{Site}}", "name": "a", "scopes": ["admin"], "hash": "secret", "createdAt": "2026-01-01T00:00:00Z"}]}""");

        Assert.Contains("not the SHA-256", (await Assert.ThrowsAsync<RegistryException>(OpenAsync)).Message, StringComparison.Ordinal);
    }

    private Task<ApiKeyDirectory> OpenAsync() => ApiKeyDirectory.OpenAsync(
        new DocumentFile(_path, TimeProvider.System, UnixFileMode.UserRead | UnixFileMode.UserWrite), TimeProvider.System, new RecordingLogger());
}
