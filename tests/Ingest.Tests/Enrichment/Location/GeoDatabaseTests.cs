using System.Text;
using Ingest.Core.Enrichment.Location;
using Ingest.Core.Intake.Addresses;
using Microsoft.Extensions.Logging;

namespace Ingest.Tests.Enrichment.Location;

public sealed class GeoDatabaseTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"ingest-geo-{Guid.NewGuid():N}.mmdb");
    private readonly PolledTime _time = new();
    private readonly CountingLogger _logger = new();

    [Fact]
    public void Without_a_path_nothing_is_loaded_and_nothing_said()
    {
        using var database = new GeoDatabase(new GeoOptions(), _time, _logger);

        Assert.Null(database.Current);
        Assert.Empty(_logger.Warnings);
        Assert.Null(_time.Tick);
    }

    [Fact]
    public void A_missing_file_is_one_warning_and_is_found_once_it_is_there()
    {
        using var database = Open();
        _time.Tick!();
        Assert.Null(database.Current);
        Assert.Contains(_path, Assert.Single(_logger.Warnings), StringComparison.Ordinal);

        Replace(TestDatabase.Writer(24, 4).Build());
        _time.Tick();

        Assert.Equal("GB", CountryOf(database));
    }

    [Fact]
    public void A_replaced_file_is_loaded()
    {
        Replace(TestDatabase.Writer(24, 4).Build());
        using var database = Open();
        Assert.Equal("GB", CountryOf(database));

        Replace(new MmdbWriter(28, 4).Add("81.0.0.0/8", MmdbWriter.Place("FR")).Build());
        _time.Tick!();

        Assert.Equal("FR", CountryOf(database));
    }

    [Fact]
    public void An_unchanged_file_is_not_loaded_again()
    {
        Replace(TestDatabase.Writer(24, 4).Build());
        using var database = Open();
        var loaded = database.Current;

        _time.Tick!();

        Assert.Same(loaded, database.Current);
    }

    [Fact]
    public void A_broken_file_is_one_warning_and_leaves_the_former_in_use()
    {
        Replace(TestDatabase.Writer(24, 4).Build());
        using var database = Open();

        Replace("no database"u8.ToArray());
        _time.Tick!();
        _time.Tick();
        File.Delete(_path);
        _time.Tick();
        _time.Tick();

        Assert.Equal("GB", CountryOf(database));
        Assert.Equal(2, _logger.Warnings.Count);
    }

    [Fact]
    public void A_folder_in_the_place_of_the_file_is_no_error()
    {
        Directory.CreateDirectory(_path);
        using var database = Open();
        _time.Tick!();

        Assert.Null(database.Current);
        Assert.Single(_logger.Warnings);
        Directory.Delete(_path);
    }

    [Fact]
    public async Task Readers_go_on_while_the_file_is_replaced()
    {
        Replace(TestDatabase.Writer(24, 4).Build());
        using var database = Open();
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                Assert.Equal("GB", CountryOf(database));
            }
        })).ToArray();

        for (var i = 0; i < 50; i++)
        {
            Replace(TestDatabase.Writer(i % 2 == 0 ? 28 : 32, i % 3 == 0 ? 4 : 6).Build());
            _time.Tick!();
        }

        await stop.CancelAsync();
        await Task.WhenAll(readers);
    }

    [Fact]
    public void Options_name_their_faults()
    {
        var options = new GeoOptions { ReloadInterval = TimeSpan.Zero };
        Assert.Contains("Geo:ReloadInterval", Assert.Single(options.Validate()), StringComparison.Ordinal);
        Assert.Empty(new GeoOptions().Validate());
    }

    public void Dispose() => File.Delete(_path);

    private GeoDatabase Open() => new(new GeoOptions { DatabasePath = _path }, _time, _logger);

    // Each version has its own length or time: two writes within one tick of the file system's clock would look alike.
    private int _version;

    private void Replace(byte[] bytes)
    {
        File.WriteAllBytes(_path + ".new", bytes);
        File.SetLastWriteTimeUtc(_path + ".new", new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(_version++));
        File.Move(_path + ".new", _path, overwrite: true);
    }

    private static string CountryOf(GeoDatabase database)
    {
        Assert.True(ClientIp.TryParse("81.2.69.142"u8, out var address));
        return Encoding.UTF8.GetString(database.Current!.Find(address).Country);
    }

    /// <summary>Time in which the only timer ticks when the test says so.</summary>
    private sealed class PolledTime : TimeProvider
    {
        public Action? Tick { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Tick = () => callback(state);
            return base.CreateTimer(static _ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private sealed class CountingLogger : ILogger<GeoDatabase>
    {
        public List<string> Warnings { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Warning)
            {
                Warnings.Add(formatter(state, exception));
            }
        }
    }
}
