using System.Globalization;
using System.Text.Json;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Dashboard;

/// <summary>The dashboard of the site of known events, written to a file by <c>ingest report --html</c>.</summary>
public sealed class WrittenPage(DashboardRig rig) : IAsyncLifetime
{
    public static readonly string[] Steps = ["path:/", "path:/pricing", "event:signup"];

    private readonly TemporaryFolder _folder = new();

    /// <summary>The file.</summary>
    public string File => Path.Combine(_folder, "page.html");

    /// <summary>What the page was given.</summary>
    public JsonElement Recorded { get; private set; }

    /// <summary>The parameters that the views are to be asked with for the same range.</summary>
    public string Range => $"site='{rig.Site}', since='{Moment("range", "since")}', until='{Moment("range", "until")}', filter=map()";

    public async ValueTask InitializeAsync()
    {
        if (!Browser.Chromium.IsAvailable)
        {
            return;
        }

        var (exitCode, output, errors) = await RunAsync(["--html", File, "--site", "Known", "--rejections", .. Steps.SelectMany(step => new[] { "--step", step })]);
        Assert.True(exitCode == 0, output + errors);
        Assert.StartsWith($"{File}: ", output, StringComparison.Ordinal);
        var text = await System.IO.File.ReadAllTextAsync(File);
        const string begin = "id=\"recorded\">";
        var start = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        Recorded = JsonDocument.Parse(text[start..text.IndexOf("</script>", start, StringComparison.Ordinal)]).RootElement;
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Runs <c>ingest report</c> beside the server.</summary>
    internal Task<(int ExitCode, string Output, string Errors)> RunAsync(IEnumerable<string> arguments) => IngestCommand.RunAsync(["report", .. arguments, "--data", rig.Server.DataPath]);

    /// <summary>Somebody who has the file and no network.</summary>
    internal async Task<Reader> OpenAsync(string file, bool isDark = false, bool isPhone = false)
    {
        var reader = await rig.ReaderAsync(isDark, isPhone);
        await reader.Page.Context.SetOfflineAsync(true);
        await reader.Page.GotoAsync(new Uri(file).AbsoluteUri);
        await reader.ReadyAsync();
        return reader;
    }

    /// <summary>The same, of the file of all.</summary>
    internal Task<Reader> OpenAsync(bool isDark = false, bool isPhone = false) => OpenAsync(File, isDark, isPhone);

    /// <summary>A bound of a range of the page, as SQL has it.</summary>
    public string Moment(string range, string bound) =>
        Recorded.GetProperty(range).GetProperty(bound).GetDateTimeOffset().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
