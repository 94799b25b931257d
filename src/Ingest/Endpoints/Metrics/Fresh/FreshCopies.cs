using System.Globalization;
using Ingest.Sinks.ClickHouse.Client;
using Ingest.Sinks.ClickHouse.Schema;

namespace Ingest.Endpoints.Metrics.Fresh;

/// <summary>
/// What the facts say of hours that are not built, as tables in ClickHouse's memory: made once for the questions that a page asks at a time, and dropped
/// when none has asked for some seconds. They are in a database of their own whose engine keeps nothing on disk. Without one, for want of the right to
/// make it or because there are too many, each question reads the facts itself. Thread-safe.
/// </summary>
internal sealed class FreshCopies : IAsyncDisposable
{
    // Each is of a site, and may have a hundred thousand visits.
    private const int CopiesMax = 48;

    // Of what serves one statement only.
    private const string NoKey = "";

    // With the second that a batch may take, an event counts within two of its reply.
    private static readonly TimeSpan AgeMax = TimeSpan.FromMilliseconds(750);

    // A question that would wait longer reads the facts itself, and so do those of the next minute.
    private static readonly TimeSpan MakingMax = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan SlowFor = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan UnusedMax = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(1);

    // No question takes that long: such a copy was left by a server that was killed.
    private static readonly TimeSpan LeftAfter = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan RefusedFor = TimeSpan.FromMinutes(10);

    private readonly MetricsReader _reader;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly List<FreshCopy> _copies = [];
    private readonly SharedRuns<FreshCopy> _runs = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _sweeping;
    private long? _refusedUntil;
    private volatile bool _isPrepared;

    /// <summary>Creates it for a reader; where that may not write, there are no copies.</summary>
    public FreshCopies(MetricsReader reader, TimeProvider time, ILogger<FreshCopies> logger)
    {
        (_reader, _time, _logger) = (reader, time, logger);
        _sweeping = reader.MayWrite ? SweepAsync() : Task.CompletedTask;
    }

    private string Database => FreshPart.DatabaseOf(_reader.Database);

    /// <summary>True when a question failed since its copies are there no more: ClickHouse began anew.</summary>
    public static bool IsGone(MetricsException fault) => fault.InnerException is ClickHouseException cause && MetricsReader.NamesNothing(cause);

    /// <summary>Copies for a question; null when it is to read the facts itself.</summary>
    /// <exception cref="MetricsException">ClickHouse is away, has too much to do, or takes too long.</exception>
    public async Task<FreshLease?> TakeAsync(QueryRequest request, DataState state, CancellationToken cancellationToken)
    {
        if (!_reader.MayWrite || state.HoursOf(request.View) != FreshHours.Given || IsRefused())
        {
            return null;
        }

        var views = request.View.FreshViews([.. request.Filter.Select(condition => condition.Key)]);
        var taken = new List<FreshCopy>();
        try
        {
            foreach (var view in views)
            {
                taken.Add(await TakeAsync(view, request, state, cancellationToken));
            }

            return taken.Count == 0 ? null : new FreshLease(taken, Release);
        }
        catch (Exception fault)
        {
            taken.ForEach(Release);
            switch (fault)
            {
                case MetricsException gone when IsGone(gone):
                    Forget();
                    return null;
                case ClickHouseException refusal:
                    MetricsLog.NoCopies(_logger, Database, refusal.Message, RefusedFor.TotalMinutes);
                    Refuse(RefusedFor);
                    return null;
                case OperationCanceledException when !cancellationToken.IsCancellationRequested:
                    Refuse(SlowFor);
                    return null;
                default:
                    throw;
            }
        }
    }

    /// <summary>Knows of no copies any more: those that there were are gone.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _copies.Clear();
        }

        _isPrepared = false;
    }

    /// <summary>Drops all copies.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _sweeping;
        foreach (var copy in _copies)
        {
            await DropAsync(copy.Table);
        }

        _stop.Dispose();
    }

    private async Task<FreshCopy> TakeAsync(string view, QueryRequest request, DataState state, CancellationToken cancellationToken)
    {
        var key = $"{view} {request.Site} {state.HasCutHours} {state.FreshText}";
        lock (_gate)
        {
            if (_copies.Find(copy => copy.Key == key && _time.GetElapsedTime(copy.Made) < AgeMax) is { } young)
            {
                young.Users++;
                return young;
            }
        }

        var made = await _runs.RunAsync(key, token => MakeAsync(key, view, request, state, token), cancellationToken);
        lock (_gate)
        {
            made.Users++;
        }

        return made;
    }

    private async Task<FreshCopy> MakeAsync(string key, string view, QueryRequest request, DataState state, CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        using var limit = new CancellationTokenSource(MakingMax, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var copy = new FreshCopy(key, view, string.Create(CultureInfo.InvariantCulture, $"{view}_{_time.GetUtcNow().ToUnixTimeMilliseconds()}_{Guid.NewGuid():N}"), _time.GetTimestamp());
        var sql = FreshPart.Create(view, _reader.Database);
        var parts = new List<FreshCopy>();
        foreach (var part in FreshPart.ViewsOf(sql))
        {
            parts.Add(await MakeAsync(NoKey, part, request, state, either.Token));
        }

        var isMade = false;
        try
        {
            await _reader.WriteAsync(StatementOf(sql, copy, parts, request, state), either.Token);
            isMade = true;
        }
        finally
        {
            // What is half full is nobody's, and is dropped when it is swept.
            Add(isMade ? copy : copy with { Key = NoKey });
        }

        return copy;
    }

    private static MetricsQuery StatementOf(string sql, FreshCopy copy, List<FreshCopy> parts, QueryRequest request, DataState state) => new(
        sql,
        [
            new("copy", copy.Table),
            new("site", request.Site.ToString()),
            new("since", ClickHouseText.Of(request.Range.Since)),
            new("until", ClickHouseText.Of(request.Range.Until)),
            new("fresh", state.FreshText!),
            new("parts", state.HasCutHours ? "0" : "1"),
            .. parts.Select(part => new KeyValuePair<string, string>(part.View, part.Table)),
        ],
        RowsMax: 0);

    private void Add(FreshCopy copy)
    {
        lock (_gate)
        {
            copy.Used = copy.Made = _time.GetTimestamp();
            _copies.Add(copy);
        }
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (_isPrepared)
        {
            return;
        }

        await CommandAsync($"CREATE DATABASE IF NOT EXISTS {Database} ENGINE = Memory", cancellationToken);
        var names = await CommandAsync($"SELECT name FROM system.tables WHERE database = '{Database}' FORMAT TSV", cancellationToken);
        foreach (var name in names.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(IsLeft))
        {
            await DropAsync(name);
        }

        _isPrepared = true;
    }

    private bool IsLeft(string name) =>
        name.Split('_') is [.., var made, _]
        && long.TryParse(made, NumberStyles.None, CultureInfo.InvariantCulture, out var ms)
        && ms < (_time.GetUtcNow() - LeftAfter).ToUnixTimeMilliseconds();

    private void Release(FreshCopy copy)
    {
        lock (_gate)
        {
            copy.Users--;
            copy.Used = _time.GetTimestamp();
        }
    }

    private async Task SweepAsync()
    {
        using var timer = new PeriodicTimer(SweepEvery, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                foreach (var copy in TakeUnused())
                {
                    await DropAsync(copy.Table);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private List<FreshCopy> TakeUnused()
    {
        lock (_gate)
        {
            var unused = _copies.FindAll(copy => copy.Users == 0 && _time.GetElapsedTime(copy.Used) >= UnusedMax);
            _copies.RemoveAll(unused.Contains);
            return unused;
        }
    }

    // What stays is dropped by the next server; ClickHouse forgets it when it stops.
    private async Task DropAsync(string table)
    {
        try
        {
            await CommandAsync($"DROP TABLE IF EXISTS {Database}.{table}", CancellationToken.None);
        }
        catch (Exception fault) when (fault is MetricsException or ClickHouseException)
        {
            MetricsLog.CopyStays(_logger, table, fault.Message);
        }
    }

    private Task<string> CommandAsync(string sql, CancellationToken cancellationToken) => _reader.WriteAsync(new MetricsQuery(sql, [], RowsMax: 0), cancellationToken);

    private bool IsRefused()
    {
        lock (_gate)
        {
            return _copies.Count >= CopiesMax || _time.GetTimestamp() < _refusedUntil;
        }
    }

    private void Refuse(TimeSpan time)
    {
        lock (_gate)
        {
            _refusedUntil = _time.GetTimestamp() + (long)(time.TotalSeconds * _time.TimestampFrequency);
        }
    }
}
