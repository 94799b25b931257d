using System.Runtime.Versioning;
using Ingest.ClickHouse.Embedded.Confinement;

namespace Ingest.IntegrationTests.ClickHouse.Embedded;

/// <summary>What the kernel refuses the engine's process, whoever asks: here the writer, with the lexical refusal of <c>file()</c> out of the way.</summary>
public sealed class ConfinementTests(ConfinementTests.ReadableEngine engine) : IClassFixture<ConfinementTests.ReadableEngine>
{
    private const int CannotOpenFile = 76;

    private static bool HasLandlock
    {
        get
        {
            using var rules = LandlockRuleset.TryCreate();
            return rules is not null;
        }
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("/etc/hostname")]
    [InlineData("/proc/1/cmdline")]
    [InlineData("/proc/self/root/etc/passwd")]
    [InlineData("PASSWORD")]
    public async Task Files_outside_the_folders_of_the_engine_cannot_be_read(string path)
    {
        Assert.SkipUnless(HasLandlock, "this kernel has no Landlock");
        path = path == "PASSWORD" ? Path.Combine(engine.Folder, "password") : path;

        var (_, code, message) = await engine.Writer.FailAsync($"SELECT file('{path}')");

        Assert.True(code == CannotOpenFile, message);
        Assert.Contains("Permission denied", message);
    }

    [Fact]
    public async Task A_folder_named_by_option_can_be_read_but_not_written()
    {
        await File.WriteAllTextAsync(Path.Combine(engine.Readable, "in.csv"), "1\n2\n");

        Assert.Equal("3", await engine.Writer.QueryAsync($"SELECT sum(c1) FROM file('{engine.Readable}/in.csv', 'CSV')"));
        if (HasLandlock)
            await engine.Writer.FailAsync($"INSERT INTO FUNCTION file('{engine.Readable}/out.csv', 'CSV', 'a UInt8') VALUES (1)");
        Assert.False(File.Exists(Path.Combine(engine.Readable, "out.csv")));
        Assert.Equal(497, (await engine.Analyst.FailAsync($"SELECT * FROM file('{engine.Readable}/in.csv', 'CSV')")).Code);
    }

    [Fact]
    public async Task No_connection_can_be_opened()
    {
        Assert.Equal(497, (await engine.Writer.FailAsync("SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')")).Code);
        Assert.Equal(497, (await engine.Writer.FailAsync("SELECT * FROM s3('http://127.0.0.1:1/bucket/key', 'LineAsString')")).Code);
    }

    [Fact]
    public async Task The_process_passes_no_secret_to_its_environment()
    {
        var environment = await engine.Writer.QueryAsync("SELECT file('/proc/self/environ')");

        Assert.DoesNotContain("INGEST_TEST_SECRET", environment);
        Assert.DoesNotContain(engine.WriterPassword, environment);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void The_password_is_for_its_owner_alone()
    {
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(engine.Folder, "password")));
        Assert.Equal(48, engine.WriterPassword.Length);
    }

    /// <summary>An engine that may read one more folder, started with a secret in its environment.</summary>
    public sealed class ReadableEngine : EmbeddedEngine
    {
        static ReadableEngine() => Environment.SetEnvironmentVariable("INGEST_TEST_SECRET", "x");

        private readonly TemporaryFolder _readable = new();

        public string Readable => _readable;

        protected override string[] Arguments => ["--readable", Readable];

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            _readable.Dispose();
        }
    }
}
