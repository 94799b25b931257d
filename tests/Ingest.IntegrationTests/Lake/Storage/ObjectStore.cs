using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Amazon.S3;
using Ingest.IntegrationTests.Processes;
using Ingest.Sinks.Iceberg.Storage;

namespace Ingest.IntegrationTests.Lake.Storage;

/// <summary>A real S3 store in processes of its own: Ceph's object gateway over one monitor and one storage daemon, all in memory and on loopback.</summary>
public sealed class ObjectStore : IAsyncLifetime
{
    public const string AccessKey = "lakekey";

    /// <summary>The secret, which must come to light nowhere.</summary>
    public const string SecretKey = "hunter2secret";

    private const string Missing = "Ceph is not installed (Debian's ceph-mon, ceph-osd and radosgw): the lake on S3 cannot be tested without it";

    // Ends the daemon when the input ends, which it does when the test process dies, however that happens.
    private const string Guard = "exec 3<&0; \"$@\" 2>&1 </dev/null & daemon=$!; read -r _ <&3; kill -KILL $daemon; wait $daemon 2>/dev/null";

    private static readonly bool IsInstalled = Array.TrueForAll(["ceph-mon", "ceph-osd", "radosgw"], program => File.Exists($"/usr/bin/{program}"));

    private readonly TemporaryFolder _folder = new();
    private readonly Stack<ChildProcess> _daemons = new();
    private int _buckets;

    public Uri Endpoint { get; private set; } = new("http://127.0.0.1/");

    private string Configuration => _folder.File("ceph.conf");

    private string Keyring => _folder.File("keyring");

    /// <summary>Skips the test where there is no Ceph; where the tests must all run, fails it.</summary>
    public static void Require()
    {
        if (string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
        {
            Assert.True(IsInstalled, Missing);
        }

        Assert.SkipUnless(IsInstalled, Missing);
    }

    public async ValueTask InitializeAsync()
    {
        if (!IsInstalled)
        {
            return;
        }

        var cluster = Guid.NewGuid().ToString();
        var ports = FreePorts();
        Endpoint = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{ports.Gateway}/"));
        await File.WriteAllTextAsync(Configuration, Settings(cluster, ports.Monitor, ports.Gateway));
        await MakeKeysAsync();
        await StartMonitorAsync(cluster, ports.Monitor);
        await StartStorageAsync();
        await RunAsync(
            "radosgw-admin", "-c", Configuration, "user", "create", "--uid=lake", "--display-name=lake", $"--access-key={AccessKey}", $"--secret={SecretKey}");
        Start("radosgw", "-n", "client.admin");
        using var http = new HttpClient();
        await Poll.UntilAsync(async () => (await http.GetAsync(Endpoint)).IsSuccessStatusCode, "the gateway's answer");
    }

    public async ValueTask DisposeAsync()
    {
        while (_daemons.TryPop(out var daemon))
        {
            daemon.CloseInput();
            await daemon.EndAsync();
            await daemon.DisposeAsync();
        }

        _folder.Dispose();
    }

    /// <summary>Makes an empty bucket.</summary>
    /// <returns>Options that reach it, with short pauses.</returns>
    public async Task<S3Options> CreateBucketAsync()
    {
        var bucket = string.Create(CultureInfo.InvariantCulture, $"test-{Interlocked.Increment(ref _buckets)}");
        using var client = Connect();
        await client.PutBucketAsync(bucket);
        return new S3Options
        {
            Bucket = bucket,
            Prefix = "lake/prod",
            Endpoint = Endpoint,
            AccessKey = AccessKey,
            SecretKey = SecretKey,
            PartBytes = S3Options.PartBytesMin,
            RetryDelayMax = TimeSpan.FromMilliseconds(100),
        };
    }

    /// <summary>A client of the store's own, beside the storage under test.</summary>
    public AmazonS3Client Connect() => new(
        AccessKey,
        SecretKey,
        new AmazonS3Config
        {
            ServiceURL = Endpoint.ToString(),
            ForcePathStyle = true,
            RequestChecksumCalculation = Amazon.Runtime.RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = Amazon.Runtime.ResponseChecksumValidation.WHEN_REQUIRED,
        });

    // One object of each kind; proposals at once, for which the monitor waits a second otherwise.
    private string Settings(string cluster, int monitorPort, int gatewayPort) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        [global]
        fsid = {cluster}
        mon_host = v2:127.0.0.1:{monitorPort}/0
        public_addr = 127.0.0.1
        cluster_addr = 127.0.0.1
        keyring = {Keyring}
        admin_socket =
        pid_file =
        run_dir = {_folder.Path}
        crash_dir = {_folder.Path}
        mon_data = {_folder.File("monitor")}
        osd_data = {_folder.File("storage")}
        log_to_file = false
        log_to_stderr = true
        err_to_stderr = true
        debug_rocksdb = 0
        mon_cluster_log_to_file = false
        mon_allow_pool_size_one = true
        paxos_propose_interval = 0.05
        osd_objectstore = memstore
        memstore_device_bytes = 1073741824
        osd_crush_chooseleaf_type = 0
        osd_pool_default_size = 1
        osd_pool_default_min_size = 1
        osd_pool_default_pg_num = 1
        osd_pool_default_pgp_num = 1
        osd_pool_default_pg_autoscale_mode = off
        rgw_frontends = beast endpoint=127.0.0.1:{gatewayPort}

        """);

    // The monitor learns every key at its making, so that nobody has to ask it for one.
    private async Task MakeKeysAsync()
    {
        await RunAsync("ceph-authtool", "--create-keyring", Keyring, "--gen-key", "-n", "mon.", "--cap", "mon", "allow *");
        await RunAsync("ceph-authtool", Keyring, "--gen-key", "-n", "client.admin", "--cap", "mon", "allow *", "--cap", "osd", "allow *");
        await RunAsync("ceph-authtool", Keyring, "--gen-key", "-n", "osd.0", "--cap", "mon", "allow profile osd", "--cap", "osd", "allow *");
    }

    private async Task StartMonitorAsync(string cluster, int port)
    {
        Directory.CreateDirectory(_folder.File("monitor"));
        var address = string.Create(CultureInfo.InvariantCulture, $"[v2:127.0.0.1:{port}]");
        await RunAsync("monmaptool", "--create", "--addv", "a", address, "--fsid", cluster, _folder.File("map"));
        await RunAsync("ceph-mon", "-c", Configuration, "-i", "a", "--mkfs", "--monmap", _folder.File("map"), "--keyring", Keyring);
        Start("ceph-mon", "-i", "a");
    }

    // The gateway's first pools hang now and then when they are made before the storage is up.
    private async Task StartStorageAsync()
    {
        Directory.CreateDirectory(_folder.File("storage"));
        var storage = Guid.NewGuid().ToString();
        await RunAsync("ceph", "-c", Configuration, "--connect-timeout", "30", "osd", "new", storage);
        await RunAsync("ceph-osd", "-c", Configuration, "-i", "0", "--mkfs", "--osd-uuid", storage);
        Start("ceph-osd", "-i", "0");
        await Poll.UntilAsync(
            async () => (await RunAsync("ceph", "-c", Configuration, "--connect-timeout", "30", "osd", "stat")).Contains("1 up", StringComparison.Ordinal), "the storage daemon");
    }

    private void Start(string program, params string[] arguments) =>
        _daemons.Push(ChildProcess.Start(["sh", "-c", Guard, "sh", program, "-c", Configuration, .. arguments, "-f"]));

    private async Task<string> RunAsync(params string[] command)
    {
        var (exitCode, output, errors) = await ChildProcess.RunAsync(command);
        Assert.True(exitCode == 0, $"{command[0]}: {output}{errors}{string.Concat(_daemons.Select(daemon => daemon.Output))}");
        return output;
    }

    private static (int Monitor, int Gateway) FreePorts()
    {
        using var monitor = new TcpListener(IPAddress.Loopback, 0);
        using var gateway = new TcpListener(IPAddress.Loopback, 0);
        monitor.Start();
        gateway.Start();
        return (((IPEndPoint)monitor.LocalEndpoint).Port, ((IPEndPoint)gateway.LocalEndpoint).Port);
    }
}
