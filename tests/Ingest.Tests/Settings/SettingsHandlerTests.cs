using System.Net;
using System.Text.Json;
using Ingest.Settings;

namespace Ingest.Tests.Settings;

/// <summary>What the API of the settings promises to those who call it.</summary>
public sealed class SettingsHandlerTests
{
    [Fact]
    public async Task Shows_every_live_setting_with_value_default_and_source()
    {
        await using var host = await SettingsHost.StartAsync(
            """{"Batching":{"RowsMax":7}}""", """{"Intake":{"QueueWait":"00:00:03"}}""", new() { ["Batching:AgeMax"] = "00:00:02" });
        var (reply, body) = await host.GetAsync();
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        Assert.NotNull(reply.Headers.ETag);
        var settings = body.GetProperty("settings");
        Expect(settings, "Batching:RowsMax", "7", "100000", "file", host.File("appsettings.json"), isFixed: false);
        Expect(settings, "Intake:QueueWait", "00:00:03", "00:00:02", "api", "settings.json", isFixed: false);
        Expect(settings, "Batching:AgeMax", "00:00:02", "00:00:01", "command line", "command line", isFixed: true);
        Expect(settings, "Intake:SendBytesMax", "1048576", "1048576", "default", "default", isFixed: false);
        Expect(settings, "Logging:LogLevel:Default", "Information", "Information", "default", "default", isFixed: false);
        Assert.Equal(JsonValueKind.Number, settings.GetProperty("Batching:RowsMax").GetProperty("value").ValueKind);
        Assert.False(settings.TryGetProperty("Intake:Workers", out _));
    }

    [Fact]
    public async Task A_change_is_in_force_in_the_file_and_in_the_answer_at_once()
    {
        await using var host = await SettingsHost.StartAsync("""{"Batching":{"RowsMax":7,"SetAsideMax":3}} """);
        var (reply, body) = await host.PutAsync("""{"batching":{"rowsMax":9},"Intake:QueueWait":"00:00:01"}""", name: "ops");
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        Assert.Equal(9, body.GetProperty("settings").GetProperty("Batching:RowsMax").GetProperty("value").GetInt32());
        Assert.Equal((9, 3), (host.Batching.RowsMax, host.Batching.SetAsideMax));
        Assert.Equal(TimeSpan.FromSeconds(1), host.Options.Intake.CurrentValue.QueueWait);
        Assert.Equal("""{"Batching":{"RowsMax":7,"SetAsideMax":3}} """, await File.ReadAllTextAsync(host.File("appsettings.json")));
        Assert.Equal(9, IngestSettings.Read(IngestSettings.Configure(new Dictionary<string, string?> { ["Server:DataPath"] = Path.GetDirectoryName(host.File("x")) })).Batching.RowsMax);
        Assert.Contains(host.Log.Messages, message => message == (Microsoft.Extensions.Logging.LogLevel.Information, "Setting Batching:RowsMax is 9 from now on, was 7; changed by ops"));
        Assert.Equal(reply.Headers.ETag, (await host.GetAsync()).Reply.Headers.ETag);
    }

    [Fact]
    public async Task A_caller_without_a_name_is_called_unknown()
    {
        await using var host = await SettingsHost.StartAsync();
        await host.PutAsync("""{"Batching":{"RowsMax":9}}""");
        Assert.Contains(host.Log.Messages, message => message.Text.EndsWith("was 100000; changed by unknown", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Null_takes_back_what_was_set_and_keeps_what_else_the_file_holds()
    {
        await using var host = await SettingsHost.StartAsync("""{"Batching":{"RowsMax":7}}""", """{"Batching":{"RowsMax":9,"SetAsideMax":5},"Log":{"MaxBytes":0}}""");
        var (reply, _) = await host.PutAsync("""{"Batching":{"RowsMax":null}}""");
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        Assert.Equal((7, 5), (host.Batching.RowsMax, host.Batching.SetAsideMax));
        Assert.Equal(0, JsonDocument.Parse(await File.ReadAllTextAsync(host.File("settings.json"))).RootElement.GetProperty("Log").GetProperty("MaxBytes").GetInt32());
    }

    [Theory]
    [InlineData("""{"Batching":{"RowsMax":0,"AgeMax":"-00:00:01"}}""", "Batching:RowsMax", "Batching:AgeMax")]
    [InlineData("""{"Batching":{"RowsMax":"many","AgeMax":"soon"}}""", "Batching:RowsMax", "Batching:AgeMax")]
    [InlineData("""{"Intake":{"BatchBytesMax":1000}}""", "Intake:BatchBytesMax", "Intake:SendBytesMax")]
    [InlineData("""{"Batching":{"RowMax":5},"Log":{"MaxBytes":5}}""", "RowMax is no setting", "Log:MaxBytes counts at a start only")]
    [InlineData("""{"Logging":{"LogLevel":{"Default":"Loud","Ingest":"Quiet"}}}""", "Logging:LogLevel:Default", "Logging:LogLevel:Ingest")]
    [InlineData("""{"Intake":{"Workers":2}}""", "Intake:Workers counts at a start only", "restart")]
    [InlineData("""{"Batching":{"RowsMax":[1]}}""", "Batching:RowsMax", "list")]
    [InlineData("[]", "no object", "Batching")]
    [InlineData("{", "not JSON", "not JSON")]
    [InlineData("{}", "Nothing is to be changed", "at least one")]
    public async Task Faults_are_answered_together_and_change_nothing(string change, string first, string second)
    {
        await using var host = await SettingsHost.StartAsync();
        var (reply, body) = await host.PutAsync(change);
        Assert.Equal(HttpStatusCode.BadRequest, reply.StatusCode);
        Assert.Equal("application/problem+json", reply.Content.Headers.ContentType!.MediaType);
        var faults = string.Join('\n', body.GetProperty("faults").EnumerateArray().Select(fault => fault.GetString()));
        Assert.Contains(first, faults, StringComparison.Ordinal);
        Assert.Contains(second, faults, StringComparison.Ordinal);
        Assert.False(File.Exists(host.File("settings.json")));
        Assert.Equal(100_000, host.Batching.RowsMax);
    }

    [Fact]
    public async Task What_the_command_line_fixes_is_a_conflict_that_names_it()
    {
        await using var host = await SettingsHost.StartAsync(commandLine: new() { ["Batching:RowsMax"] = "5" });
        var (reply, body) = await host.PutAsync("""{"Batching":{"RowsMax":9,"SetAsideMax":1}}""");
        Assert.Equal(HttpStatusCode.Conflict, reply.StatusCode);
        Assert.Contains("Batching:RowsMax is fixed to '5' by the command line", body.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal((5, 100), (host.Batching.RowsMax, host.Batching.SetAsideMax));
    }

    [Fact]
    public async Task A_broken_file_of_others_is_a_conflict_that_names_it()
    {
        await using var host = await SettingsHost.StartAsync();
        host.Write("appsettings.json", """{"Batching":""");
        var (reply, body) = await host.PutAsync("""{"Batching":{"RowsMax":9}}""");
        Assert.Equal(HttpStatusCode.Conflict, reply.StatusCode);
        Assert.Contains("appsettings.json", body.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task If_match_lets_only_those_change_who_have_seen_what_is_in_force()
    {
        await using var host = await SettingsHost.StartAsync();
        var tag = (await host.GetAsync()).Reply.Headers.ETag!.Tag;
        Assert.Equal(HttpStatusCode.OK, (await host.PutAsync("""{"Batching":{"RowsMax":9}}""", tag)).Reply.StatusCode);
        var (late, _) = await host.PutAsync("""{"Batching":{"RowsMax":10}}""", tag);
        Assert.Equal(HttpStatusCode.PreconditionFailed, late.StatusCode);
        Assert.Equal(9, host.Batching.RowsMax);
        Assert.Equal(HttpStatusCode.OK, (await host.PutAsync("""{"Batching":{"RowsMax":10}}""", "*")).Reply.StatusCode);
    }

    [Fact]
    public async Task An_edit_that_was_not_looked_at_yet_counts_for_if_match_and_stays()
    {
        await using var host = await SettingsHost.StartAsync();
        var tag = (await host.GetAsync()).Reply.Headers.ETag!.Tag;
        host.Write("appsettings.json", """{"Batching":{"SetAsideMax":3}}""");
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await host.PutAsync("""{"Batching":{"RowsMax":9}}""", tag)).Reply.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.PutAsync("""{"Batching":{"RowsMax":9}}""")).Reply.StatusCode);
        Assert.Equal((9, 3), (host.Batching.RowsMax, host.Batching.SetAsideMax));
        Assert.Contains(host.Log.Messages, message => message.Text == "Setting Batching:SetAsideMax is 3 from now on, was 100; changed by file");
    }

    [Fact]
    public async Task Changes_at_the_same_time_do_not_lose_each_other()
    {
        await using var host = await SettingsHost.StartAsync();
        string[] changes =
        [
            """{"Batching":{"RowsMax":9}}""", """{"Batching":{"SetAsideMax":9}}""", """{"Batching":{"RetryDelayMax":"00:00:09"}}""", """{"Intake":{"BatchItemsMax":9}}""",
            """{"Intake":{"QueueWait":"00:00:09"}}""", """{"Intake":{"QueueDelayMax":"00:00:09"}}""", """{"Logging":{"LogLevel":{"Nine":"Error"}}}""",
        ];
        var replies = await Task.WhenAll(changes.Select(change => host.PutAsync(change)));
        Assert.All(replies, reply => Assert.Equal(HttpStatusCode.OK, reply.Reply.StatusCode));
        var settings = (await host.GetAsync()).Body.GetProperty("settings").EnumerateObject().Where(setting => setting.Value.GetProperty("source").GetString() == "api");
        Assert.Equal(changes.Length, settings.Count());
    }

    [Fact]
    public async Task A_body_beyond_its_limit_is_refused()
    {
        await using var host = await SettingsHost.StartAsync();
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await host.PutAsync("{" + new string(' ', 70_000) + "}")).Reply.StatusCode);
    }

    private static void Expect(JsonElement settings, string key, string value, string initial, string source, string from, bool isFixed)
    {
        var setting = settings.GetProperty(key);
        Assert.Equal(
            (value, initial, source, from, isFixed),
            (setting.GetProperty("value").ToString(), setting.GetProperty("default").ToString(), setting.GetProperty("source").GetString(), setting.GetProperty("from").GetString(), setting.GetProperty("fixed").GetBoolean()));
    }
}
