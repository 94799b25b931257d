using System.CommandLine;

namespace Ingest.Commands.Doctor;

/// <summary><c>ingest doctor</c>: checks a deployment and says what to do, beside a running server or without one.</summary>
internal static class DoctorCommand
{
    private static readonly Examination[] Examinations =
    [
        new("Settings", "settings", SettingsExamination.LookAsync),
        new("Disk", "data folder", FolderExamination.LookAsync),
        new("Disk", "disk sync", DiskSyncExamination.LookAsync),
        new("Machine", "clock", ClockExamination.LookAsync),
        new("Machine", "open files", FileLimitExamination.LookAsync),
        new("Machine", "memory", MemoryExamination.LookAsync),
        new("ClickHouse", "clickhouse", ClickHouseExamination.LookAsync),
        new("Network", "listening", AddressExamination.LookAsync),
        new("Network", "ports", PortExamination.LookAsync),
        new("Events", "sites", SiteExamination.LookAsync),
        new("Events", "locations", GeoExamination.LookAsync),
        new("Events", "server", ServerExamination.LookAsync),
    ];

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var data = DataOption.Create();
        var json = new Option<bool>("--json") { Description = "Print JSON for tools instead" };
        var command = new Command("doctor", """
            Check a deployment and say what to do: settings, disk and its sync speed, clock, limits, ClickHouse and its schema, proxies, locations, backlog.

            It changes nothing, sends no event and takes no lock, so that it can be run beside a server, or before the first start. Run it as the server's user.
            Exit code 0 without faults, 1 with some.

            Examples:
              ingest doctor
              ingest doctor --data /var/lib/ingest
              docker compose exec ingest ingest doctor
              ingest doctor --json | jq -r '.findings[] | select(.level != "ok") | "\(.check): \(.remedy)"'
            """)
        {
            data, json,
        };
        command.SetAction((parsed, cancellation) => CommandFailure.GuardAsync(() => RunAsync(parsed.GetValue(data)!, parsed.GetValue(json), cancellation)));
        return command;
    }

    private static async Task<int> RunAsync(string dataPath, bool isJson, CancellationToken cancellationToken)
    {
        PlainConsole.Prepare();
        var deployment = Deployment.Find(dataPath, TimeProvider.System);
        if (!isJson)
        {
            DoctorReport.PrintHead(deployment);
        }

        List<(string Area, Finding Finding)> all = [];
        foreach (var area in Examinations.GroupBy(examination => examination.Area))
        {
            List<Finding> findings = [];
            foreach (var examination in area)
            {
                findings.AddRange(await examination.RunAsync(deployment, cancellationToken));
            }

            all.AddRange(findings.Select(finding => (area.Key, finding)));
            if (!isJson)
            {
                DoctorReport.PrintArea(area.Key, findings);
            }
        }

        Report(deployment, all, isJson);
        return all.Exists(found => found.Finding.Level == FindingLevel.Fault) ? 1 : 0;
    }

    private static void Report(Deployment deployment, List<(string Area, Finding Finding)> all, bool isJson)
    {
        if (isJson)
        {
            DoctorReport.PrintJson(deployment, all);
        }
        else
        {
            DoctorReport.PrintSum([.. all.Select(found => found.Finding)]);
        }
    }
}
