using System.CommandLine;
using Ingest.Load.Commands;
using Ingest.Load.Running;

namespace Ingest.Load.Verifying;

/// <summary>The options of verifying.</summary>
internal sealed class VerifyOptions
{
    /// <summary>Name of the option whose value no report may show.</summary>
    public const string PasswordName = "--verify-password";

    private static readonly TimeSpan PatienceDefault = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan QueryLimit = TimeSpan.FromMinutes(5);

    private readonly Option<Uri?> _endpoint = OptionParsers.Address(
        "--verify", "ClickHouse that the server delivers to: count there what has arrived, through Ingest's views. Exit code 1 unless each acknowledged event is there once", "http://127.0.0.1:8123");

    private readonly Option<string> _database = new("--verify-database") { Description = "With --verify: database of the views", HelpName = "NAME", DefaultValueFactory = _ => "ingest" };
    private readonly Option<string> _user = new("--verify-user") { Description = "With --verify: user of ClickHouse", HelpName = "NAME", DefaultValueFactory = _ => "default" };
    private readonly Option<string> _password = new(PasswordName) { Description = "With --verify: its password", HelpName = "TEXT", DefaultValueFactory = _ => "" };
    private readonly Option<TimeSpan?> _patience = OptionParsers.Time("--verify-patience", PatienceDefault, "With --verify: give up when nothing has arrived for so long");

    /// <summary>Adds all of them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_endpoint, _database, _user, _password, _patience])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>True when verifying was asked for.</summary>
    public bool IsAsked(ParseResult parsed) => parsed.GetValue(_endpoint) is not null;

    /// <summary>Fails before the run when ClickHouse cannot be asked.</summary>
    /// <exception cref="LoadException">It cannot.</exception>
    public Task CheckAsync(ParseResult parsed, LoadPlan plan, CancellationToken cancellationToken) => AskAsync(
        parsed, reader => reader.CountAsync(Empty(plan), cancellationToken));

    /// <summary>Counts what has arrived of a run.</summary>
    /// <exception cref="LoadException">ClickHouse cannot be asked.</exception>
    public Task<Verification> VerifyAsync(ParseResult parsed, LoadResult run, Action<long> progress, CancellationToken cancellationToken) => AskAsync(
        parsed, reader => new Verifier(reader, parsed.GetValue(_patience) ?? PatienceDefault, TimeProvider.System).VerifyAsync(run, progress, cancellationToken));

    private async Task<T> AskAsync<T>(ParseResult parsed, Func<ClickHouseReader, Task<T>> ask)
    {
        using var http = new HttpClient { Timeout = QueryLimit };
        var target = new ClickHouseTarget(parsed.GetValue(_endpoint)!, parsed.GetValue(_database)!, parsed.GetValue(_user)!, parsed.GetValue(_password)!);
        return await ask(new ClickHouseReader(target, http));
    }

    private static LoadResult Empty(LoadPlan plan) => new()
    {
        Plan = plan,
        StartedAt = TimeProvider.System.GetUtcNow(),
        Seconds = 0,
        Measured = new LoadCounts(),
        Whole = new LoadCounts(),
        Latency = new Latency.LatencyHistogram(),
        Timeline = [],
        Refusals = [],
        GeneratorCpuSeconds = 0,
    };
}
