using System.CommandLine;
using System.Security.Cryptography;
using Ingest.Faults;
using Ingest.Faults.Reports;
using Spectre.Console;

var events = new Option<long>("--events") { Description = "Acknowledged events (default 200,000)", HelpName = "N", DefaultValueFactory = _ => 200_000 };
var kills = new Option<int>("--kills") { Description = "Processes to kill (default 20)", HelpName = "N", DefaultValueFactory = _ => 20 };
var rounds = new Option<int>("--rounds") { Description = "Rounds, each on a folder of its own and judged (default: one for 2,500,000 events)", HelpName = "N" };
var seed = new Option<ulong?>("--seed") { Description = "Decides events, faults and settings (default: a new one)", HelpName = "N" };
var rate = new Option<double>("--rate") { Description = "Most events a second (default 20,000)", HelpName = "N", DefaultValueFactory = _ => 20_000 };
var brief = new Option<bool>("--short") { Description = "Every kind of fault and every failpoint once, as the tests do" };
var work = new Option<string?>("--work") { Description = "Folder for the servers' data (default: a new one among the temporary files)", HelpName = "DIR" };
var report = new Option<string?>("--report") { Description = "File to write the report into, as JSON", HelpName = "FILE" };
var command = new RootCommand("""
    Kills, pauses and stops the real server and its engine under load, then judges every acknowledged event: stored once, as it was sent.
    Exit code 0: nothing lost, duplicated, unknown or changed.

    Examples:
      dotnet run -c Release --project tests/Ingest.Faults
      dotnet run -c Release --project tests/Ingest.Faults -- --events 10000000 --kills 200 --report bench/results/fault-campaign.json
      dotnet run -c Release --project tests/Ingest.Faults -- --events 500000 --kills 30 --seed 42
    """)
{
    events, kills, rounds, seed, rate, brief, work, report,
};
command.SetAction(async (parsed, stop) =>
{
    var total = parsed.GetValue(events);
    var options = new CampaignOptions
    {
        Events = total,
        Kills = parsed.GetValue(kills),
        Rounds = parsed.GetValue(rounds) is > 0 and var named ? named : (int)Math.Max(1, (total + 2_499_999) / 2_500_000),
        Seed = parsed.GetValue(seed) ?? (ulong)RandomNumberGenerator.GetInt32(int.MaxValue),
        IsEachFaultOnce = parsed.GetValue(brief),
        EventsPerSecond = parsed.GetValue(rate),
        WorkPath = Path.GetFullPath(parsed.GetValue(work) ?? Directory.CreateTempSubdirectory("ingest-faults-").FullName),
    };
    Console.WriteLine(options.Command);
    try
    {
        var campaign = new Campaign(options);
        var running = campaign.RunAsync(stop);
        await ProgressDisplay.ShowAsync(running, campaign.Status, options);
        var result = await running;
        ReportTable.Write(result, AnsiConsole.Console);
        if (parsed.GetValue(report) is { } file)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
            await File.WriteAllTextAsync(file, result.ToJson() + "\n", stop);
        }

        Console.WriteLine(result.Verdict.IsClean ? "The promise held." : $"The promise was broken. Repeat it with:\n{options.Command}");
        return result.Verdict.IsClean ? 0 : 1;
    }
    catch (CampaignException fault)
    {
        Console.Error.WriteLine($"{fault.Message}\nRepeat it with:\n{options.Command}");
        return 2;
    }
});
return await command.Parse(args).InvokeAsync();
