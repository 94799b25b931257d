using System.Net;
using System.Net.Sockets;
using Ingest.IntegrationTests.Faults;
using Ingest.IntegrationTests.Servers;
using Ingest.Tests.Enrichment.Location;

namespace Ingest.IntegrationTests.Doctor;

/// <summary>The doctor on deployments in which something real is wrong, without a server.</summary>
public sealed class DoctorTests
{
    [Fact]
    public async Task A_folder_before_its_first_start_has_no_fault_and_stays_empty()
    {
        using var folder = new TemporaryFolder();
        var found = await Diagnosis.MakeAsync(folder);
        Assert.True(found.ExitCode == 0, found.ToString());
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
        found.Has("settings", "ok", "valid");
        found.Has("data folder", "ok", "can be written");
        found.Has("sites", "ok", "the first start makes one");
        found.Has("server", "ok", "no server runs");
        Assert.Contains(found.Findings, finding => finding.Check == "disk sync" && finding.Measured.Contains("of 50 writes", StringComparison.Ordinal));
        Assert.All(found.Findings, finding => Assert.Equal(finding.Level == "ok", finding.Remedy is null));
    }

    [Fact]
    public async Task A_person_gets_lines_with_levels_remedies_and_a_sum()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, output, _) = await IngestCommand.RunAsync(
            ["doctor", "--data", folder], new Dictionary<string, string> { ["INGEST__Batching__RowsMax"] = "0", ["INGEST__Server__Urls"] = "http://127.0.0.1:0" });
        Assert.Equal(1, exitCode);
        Assert.Matches(@"fault\s+settings\s+Batching:RowsMax is 0", output);
        Assert.Contains("→ Mend it", output, StringComparison.Ordinal);
        Assert.Matches("1 fault.*mend the faults first", output);
    }

    [Fact]
    public async Task A_full_disk_is_a_fault()
    {
        using var folder = new TemporaryFolder();
        using var disk = SmallDisk.Mount(folder.File("disk"), megabytes: 4);
        disk.Fill();
        var found = await Diagnosis.MakeAsync(disk.Path);
        Assert.Equal(1, found.ExitCode);
        found.Has("free space", "fault", "0 B of 4 MiB");
        found.Has("file system", "warning", "tmpfs");
        found.Has("disk sync", "fault", "space");
    }

    [Fact]
    public async Task Few_open_files_are_a_fault_with_the_remedy()
    {
        using var folder = new TemporaryFolder();
        var found = await Diagnosis.MakeAsync(folder, shell: "ulimit -n 256");
        Assert.Equal(1, found.ExitCode);
        found.Has("open files", "fault", "at most 256");
        Assert.Contains(found.Findings, finding => finding.Remedy?.Contains("LimitNOFILE=65536", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task A_location_database_that_is_old_broken_or_missing_is_told()
    {
        using var folder = new TemporaryFolder();
        var database = folder.File("city.mmdb");
        var environment = new Dictionary<string, string> { ["GEOLITE_DB_PATH"] = database };
        (await Diagnosis.MakeAsync(folder, environment)).Has("locations", "fault", "does not exist");
        await File.WriteAllBytesAsync(database, TestDatabase.Writer(recordSize: 28, ipVersion: 6).Build());
        (await Diagnosis.MakeAsync(folder, environment)).Has("locations", "warning", "of 2023-11-14");
        await File.WriteAllBytesAsync(database, new MmdbWriter(recordSize: 28, ipVersion: 6) { BuildEpoch = (ulong)DateTimeOffset.UtcNow.AddDays(-3).ToUnixTimeSeconds() }.Build());
        (await Diagnosis.MakeAsync(folder, environment)).Has("locations", "ok", "3 days old");
        await File.WriteAllTextAsync(database, "no database");
        (await Diagnosis.MakeAsync(folder, environment)).Has("locations", "fault", "cannot be used");
    }

    [Fact]
    public async Task Headers_that_anybody_may_forge_are_told_until_the_proxies_are_named()
    {
        using var folder = new TemporaryFolder();
        var environment = new Dictionary<string, string> { ["INGEST__Server__Urls"] = "http://0.0.0.0:0" };
        var open = await Diagnosis.MakeAsync(folder, environment);
        Assert.Equal(0, open.ExitCode);
        open.Has("proxies", "warning", "X-Forwarded-For");
        open.Has("listening", "warning", "http://0.0.0.0:0");
        environment["CLIENT_IP_HEADER"] = "x-mine";
        (await Diagnosis.MakeAsync(folder, environment)).Has("proxies", "warning", "the header x-mine of everybody");
        environment["INGEST__Addresses__TrustedProxies__0"] = "10.0.0.0/8";
        var named = await Diagnosis.MakeAsync(folder, environment);
        named.Has("proxies", "ok", "10.0.0.0/8, whose header x-mine");
        named.Has("listening", "ok", "behind proxies of 10.0.0.0/8");
        environment["INGEST__Server__Urls"] = "http://localhost:0";
        (await Diagnosis.MakeAsync(folder, environment)).Has("proxies", "warning", "only this machine can connect");
    }

    [Fact]
    public async Task A_port_that_another_program_has_is_a_fault()
    {
        using var folder = new TemporaryFolder();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var place = other.LocalEndpoint.ToString()!;
        var found = await Diagnosis.MakeAsync(folder, new Dictionary<string, string> { ["INGEST__Server__Urls"] = $"http://{place}" });
        Assert.Equal(1, found.ExitCode);
        found.Has("ports", "fault", place);
    }

    [Fact]
    public async Task Sites_that_are_all_deleted_are_told()
    {
        using var folder = new TemporaryFolder();
        var site = await Sender.AddSiteAsync(folder);
        (await Diagnosis.MakeAsync(folder)).Has("sites", "ok", "1 registered");
        await IngestCommand.RunAsync(["site", "delete", site.ToString(), "--data", folder]);
        (await Diagnosis.MakeAsync(folder)).Has("sites", "warning", "every site is deleted");
    }
}
