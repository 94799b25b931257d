using System.Globalization;
using System.Net;
using System.Text;
using Ingest.Core.Threads;

namespace Ingest.Sinks.ClickHouse.Client;

/// <summary>A thin client of ClickHouse's HTTP interface over kept-alive connections. Thread-safe.</summary>
/// <remarks>
/// Throws <see cref="ClickHouseException"/> when ClickHouse answers with an error, <see cref="HttpRequestException"/> or
/// <see cref="IOException"/> when it does not answer, <see cref="TimeoutException"/> after <see cref="ClickHouseOptions.RequestTimeout"/>.
/// </remarks>
public sealed class ClickHouseClient : IDisposable
{
    private const int ErrorBytesMax = 64 * 1024;

    // Shorter than the 10 s after which servers close idle connections, so that a request seldom meets a closing one.
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    // Addresses behind a name may change.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    private readonly HttpClient _http;
    private readonly ClickHouseOptions _options;
    private readonly TimeProvider _time;
    private readonly Uri _endpoint;

    /// <summary>Creates a client of <see cref="ClickHouseOptions.Endpoint"/>.</summary>
    /// <exception cref="ArgumentException">The options name no endpoint.</exception>
    public ClickHouseClient(ClickHouseOptions options, TimeProvider time)
    {
        _endpoint = options.Endpoint ?? throw new ArgumentException("ClickHouse:Endpoint is not set.", nameof(options));
        _options = options;
        _time = time;
        var handler = new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate | DecompressionMethods.Brotli,
            ConnectTimeout = ConnectTimeout,
            PooledConnectionIdleTimeout = IdleTimeout,
            PooledConnectionLifetime = ConnectionLifetime,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            PlaintextStreamFilter = PoolStream.FilterAsync,
        };
        _http = new HttpClient(handler, disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Runs a statement and discards its result.</summary>
    public async Task CommandAsync(string sql, CancellationToken cancellationToken) => await QueryTextAsync(sql, cancellationToken);

    /// <summary>Runs a query and returns its whole result as text.</summary>
    public async Task<string> QueryTextAsync(string sql, CancellationToken cancellationToken)
    {
        using var limit = new RequestLimit(_options.RequestTimeout, _time, cancellationToken);
        return await limit.RunAsync(async token =>
        {
            await using var result = await SendAsync([], new StringContent(sql, Encoding.UTF8), token);
            using var reader = new StreamReader(result, Encoding.UTF8);
            return await reader.ReadToEndAsync(token);
        });
    }

    /// <summary>
    /// Runs a query and streams its result; the time limit covers its beginning only. Reading throws <see cref="ClickHouseException"/>
    /// at the end of a result that broke off. Settings are ClickHouse's URL parameters, for example <c>database</c>.
    /// </summary>
    public async Task<Stream> QueryAsync(
        string sql, IReadOnlyList<KeyValuePair<string, string>> settings, CancellationToken cancellationToken)
    {
        using var limit = new RequestLimit(_options.RequestTimeout, _time, cancellationToken);
        return await limit.RunAsync(token => SendAsync(settings, new StringContent(sql, Encoding.UTF8), token));
    }

    /// <summary>Runs an INSERT whose rows are the body.</summary>
    public async Task InsertAsync(
        string sql, IReadOnlyList<KeyValuePair<string, string>> settings, HttpContent body, CancellationToken cancellationToken)
    {
        using var limit = new RequestLimit(_options.RequestTimeout, _time, cancellationToken);
        await limit.RunAsync(async token =>
        {
            await using var result = await SendAsync([new("query", sql), .. settings], body, token);
            await result.CopyToAsync(Stream.Null, token);
            return true;
        });
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<Stream> SendAsync(
        IReadOnlyList<KeyValuePair<string, string>> parameters, HttpContent body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, AddressOf(parameters)) { Content = body };
        request.Headers.TryAddWithoutValidation("X-ClickHouse-User", _options.User);
        if (_options.Password.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("X-ClickHouse-Key", _options.Password);
        }

        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            var code = Header(response, "X-ClickHouse-Exception-Code");
            return response.IsSuccessStatusCode && code is null
                ? new ResultStream(response, stream, Header(response, "X-ClickHouse-Exception-Tag"))
                : throw await ErrorAsync(response, stream, code, cancellationToken);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private Uri AddressOf(IReadOnlyList<KeyValuePair<string, string>> parameters)
    {
        var query = string.Join('&', parameters.Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}"));
        return new UriBuilder(_endpoint) { Query = query }.Uri;
    }

    private static async Task<ClickHouseException> ErrorAsync(
        HttpResponseMessage response, Stream stream, string? code, CancellationToken cancellationToken)
    {
        var buffer = new byte[ErrorBytesMax];
        var count = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        var number = int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : (int?)null;
        return ErrorText.From(number, (int)response.StatusCode, Encoding.UTF8.GetString(buffer, 0, count));
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
