using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Security;

/// <summary>Secrets are said once, to who is to have them, and nowhere else.</summary>
public sealed class SecretTests
{
    private const string AppSecret = "s3cret-of-the-app-7d1f";
    private const string Password = "p4ssword-of-a-sink-91ab";

    [Fact]
    public async Task No_secret_is_in_logs_metrics_replies_or_files_that_others_may_read()
    {
        using var folder = new TemporaryFolder();
        await using var server = await IngestServer.StartAsync(folder, new Dictionary<string, string>
        {
            ["INGEST__Identity__AppSecret"] = AppSecret,
            ["INGEST__Logging__LogLevel__Default"] = "Trace",
        });
        await IngestCommand.RunAsync(["sink", "add", "away", "--endpoint", "http://127.0.0.1:9", "--user", "u", "--password", Password, "--data", folder]);
        await Poll.UntilAsync(async () => (await server.Http.GetStringAsync("/metrics")).Contains("sink=\"away\"", StringComparison.Ordinal), "the sink that is away");
        var key = server.FirstKey;
        var said = new List<string>();
        foreach (var (path, authorization) in new[] { ("/api/settings", key), ("/api/keys", key), ("/api/sites", key), ("/metrics", key), ("/health/ready", ""), ("/openapi/v1.json", ""), ("/api/keys", key + "x"), ("/", "") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation("Authorization", authorization.Length > 0 ? $"Bearer {authorization}" : null);
            using var reply = await server.Http.SendAsync(request);
            said.Add($"{reply} {await reply.Content.ReadAsStringAsync()}");
        }

        using var wrong = new HttpRequestMessage(HttpMethod.Post, "/api/keys") { Content = new StringContent("{\"name\": \"" + key, null, "application/json") };
        wrong.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        using var refused = await server.Http.SendAsync(wrong);
        said.Add(await refused.Content.ReadAsStringAsync());

        // The welcome, the one place where the key is said.
        var log = string.Join('\n', server.Log.Split('\n').Where(line => !line.Contains("admin key", StringComparison.Ordinal)));
        foreach (var secret in (string[])[AppSecret, Password, key, key[^43..]])
        {
            Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
            Assert.All(said, text => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
        }

        Assert.SkipWhen(OperatingSystem.IsWindows(), "File modes are Unix's.");
        foreach (var file in (string[])["keys.json", "sinks.json"])
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(Path.Combine(folder, file)).UnixFileMode);
        }

        Assert.DoesNotContain(key[^43..], await File.ReadAllTextAsync(Path.Combine(folder, "keys.json")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INGEST__ClickHouse__Endpoint", "nonsense", "INGEST__ClickHouse__Password")]
    [InlineData("INGEST__Log__SegmentBytes", "7", "INGEST__Identity__AppSecret")]
    public async Task A_start_that_fails_for_its_settings_says_no_secret(string setting, string value, string secret)
    {
        using var folder = new TemporaryFolder();

        var (exitCode, output, errors) = await IngestCommand.RunAsync(
            ["serve", "--data", folder, "--urls", "http://127.0.0.1:0"], new Dictionary<string, string> { [setting] = value, [secret] = Password });

        Assert.Equal(1, exitCode);
        Assert.DoesNotContain(Password, output + errors, StringComparison.Ordinal);
    }
}
