using System.Globalization;
using Ingest.Sinks.ClickHouse;
using Ingest.Sinks.ClickHouse.Client;

namespace Ingest.Endpoints.Metrics;

/// <summary>Asks ClickHouse, within limits: few queries at once, each with its own bounds of time, memory and rows. Thread-safe.</summary>
/// <param name="server">The ClickHouse and who reads it; null when there is none.</param>
/// <param name="options">The limits.</param>
/// <param name="time">The clock.</param>
/// <param name="writer">The same and who may make tables in it; null when nobody may.</param>
internal sealed class MetricsReader(ClickHouseOptions? server, MetricsOptions options, TimeProvider time, ClickHouseOptions? writer = null) : IDisposable
{
    /// <summary>What every answer is written in: a line of names, a line of types, a line for each row.</summary>
    public const string Format = "JSONCompactEachRowWithNamesAndTypes";

    private const int TimeoutExceeded = 159;
    private const int TooManyQueries = 202;
    private const int MemoryLimitExceeded = 241;
    private const int UnknownTable = 60;
    private const int UnknownDatabase = 81;

    // Longer than a page's own queries of a second each take one after the other.
    private static readonly TimeSpan PlaceWaitMax = TimeSpan.FromSeconds(5);

    // ClickHouse ends a query itself; this is for one whose end does not arrive.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    // 64-bit integers and decimals as JSON numbers, no number as null, times as ISO 8601 in UTC.
    private static readonly KeyValuePair<string, string>[] Shape =
    [
        new("default_format", Format),
        new("output_format_json_quote_64bit_integers", "0"),
        new("output_format_json_quote_64bit_floats", "0"),
        new("output_format_json_quote_decimals", "0"),
        new("output_format_json_quote_denormals", "0"),
        new("output_format_json_escape_forward_slashes", "0"),
        new("date_time_output_format", "iso"),
        new("cancel_http_readonly_queries_on_client_close", "1"),
    ];

    private readonly ClickHouseClient? _client = server is null ? null : new ClickHouseClient(server, time);
    private readonly ClickHouseClient? _writer = writer is null ? null : new ClickHouseClient(writer, time);
    private readonly SemaphoreSlim _places = new(options.QueriesAtOnce);

    /// <summary>Name of the database.</summary>
    public string Database => server?.Database ?? "";

    /// <summary>True when a query names a table or a database that there is not.</summary>
    public static bool NamesNothing(ClickHouseException fault) => fault.Code is UnknownTable or UnknownDatabase;

    /// <summary>True when tables may be made: <see cref="WriteAsync"/>.</summary>
    public bool MayWrite => _writer is not null;

    /// <summary>Asks, and reads the answer to its end with <paramref name="read"/>.</summary>
    /// <exception cref="MetricsException">ClickHouse is away, has too much to do, or takes too long.</exception>
    /// <exception cref="ClickHouseException">It refuses the query.</exception>
    public async Task<T> ReadAsync<T>(MetricsQuery query, Func<Stream, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        if (_client is null)
        {
            throw MetricsException.Unavailable("This server has no ClickHouse, so that there is nothing to read from. Remedy: ClickHouse:Enabled, or ClickHouse:Endpoint, in its settings.");
        }

        return await PlacedAsync(() => RunAsync(_client, query, [.. SettingsOf(query), new("readonly", "2")], read, cancellationToken), cancellationToken);
    }

    /// <summary>Runs a statement that makes or drops a table, within the same limits, and returns what it says.</summary>
    /// <exception cref="MetricsException">ClickHouse is away, has too much to do, or takes too long.</exception>
    /// <exception cref="ClickHouseException">It refuses the statement.</exception>
    public Task<string> WriteAsync(MetricsQuery statement, CancellationToken cancellationToken) =>
        PlacedAsync(() => RunAsync(_writer!, statement, SettingsOf(statement), ReadTextAsync, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _client?.Dispose();
        _writer?.Dispose();
        _places.Dispose();
    }

    private static async Task<string> ReadTextAsync(Stream answer, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(answer);
        return await reader.ReadToEndAsync(cancellationToken);
    }

    private async Task<T> PlacedAsync<T>(Func<Task<T>> run, CancellationToken cancellationToken)
    {
        if (!await _places.WaitAsync(PlaceWaitMax, cancellationToken))
        {
            throw MetricsException.Unavailable($"Other queries have taken all places for {PlaceWaitMax.TotalSeconds} s. Ask again later; Metrics:QueriesAtOnce is how many run at once.");
        }

        try
        {
            return await run();
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task<T> RunAsync<T>(ClickHouseClient client, MetricsQuery query, List<KeyValuePair<string, string>> settings, Func<Stream, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.QueryTimeout + Grace, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await using var answer = await client.QueryAsync(query.Sql, settings, either.Token);
            return await read(answer, either.Token);
        }
        catch (ClickHouseException fault) when (fault.Code is TimeoutExceeded)
        {
            throw TooSlow(fault);
        }
        catch (ClickHouseException fault) when (fault.Code is MemoryLimitExceeded)
        {
            throw MetricsException.Unavailable("The query takes more memory than it may. Ask for a shorter time, or see Metrics:MemoryBytesMax.", fault);
        }
        catch (ClickHouseException fault) when (fault.Code is TooManyQueries)
        {
            throw MetricsException.Unavailable("ClickHouse has too many queries. Ask again later.", fault);
        }
        catch (ClickHouseException fault) when (NamesNothing(fault))
        {
            throw MetricsException.Unavailable("ClickHouse does not have the tables of this version yet. They come with the server's start; remedy if they do not: ingest schema apply.", fault);
        }
        catch (Exception fault) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested && fault is OperationCanceledException or HttpRequestException or IOException or TimeoutException)
        {
            throw TooSlow(fault);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested && fault is HttpRequestException or IOException or TimeoutException)
        {
            throw MetricsException.Unavailable("ClickHouse cannot be reached, or broke off. Events are taken all the same; ask again later.", fault);
        }
    }

    private MetricsException TooSlow(Exception fault) =>
        MetricsException.Unavailable($"The query takes longer than {options.QueryTimeout.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s. Ask for a shorter time, or see Metrics:QueryTimeout.", fault);

    private List<KeyValuePair<string, string>> SettingsOf(MetricsQuery query)
    {
        List<KeyValuePair<string, string>> settings =
        [
            .. Shape,
            new("database", Database),
            new("max_execution_time", options.QueryTimeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)),
            new("max_result_rows", query.RowsMax.ToString(CultureInfo.InvariantCulture)),
            .. query.Parameters.Select(parameter => new KeyValuePair<string, string>($"param_{parameter.Key}", parameter.Value)),
        ];
        if (options.MemoryBytesMax > 0)
        {
            settings.Add(new("max_memory_usage", options.MemoryBytesMax.ToString(CultureInfo.InvariantCulture)));
        }

        return settings;
    }
}
