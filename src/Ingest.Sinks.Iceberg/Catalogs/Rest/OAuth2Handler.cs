using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ingest.Sinks.Iceberg.Catalogs.Rest;

/// <summary>Sends requests with a token that a token endpoint gives for the client's id and secret (RFC 6749, client credentials).</summary>
/// <param name="tokens">The token endpoint.</param>
/// <param name="client">The client's id and secret.</param>
/// <param name="scope">What the token is to be good for.</param>
/// <param name="time">The clock.</param>
/// <param name="inner">What sends.</param>
internal sealed class OAuth2Handler(Uri tokens, (string Id, string Secret) client, string scope, TimeProvider time, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    // Non-standard; the protocol's word for a token that has run out.
    private const HttpStatusCode AuthenticationTimeout = (HttpStatusCode)419;

    // A token that is about to run out would do so on its way.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _fetching = new(1);
    private Token? _token;

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var token = await TokenAsync(refused: null, cancellationToken);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Text);
        var response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode is not (HttpStatusCode.Unauthorized or AuthenticationTimeout))
        {
            return response;
        }

        // Once: whoever refuses a new token refuses the client.
        response.Dispose();
        token = await TokenAsync(token, cancellationToken);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Text);
        return await base.SendAsync(request, cancellationToken);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _fetching.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task<Token> TokenAsync(Token? refused, CancellationToken cancellationToken)
    {
        await _fetching.WaitAsync(cancellationToken);
        try
        {
            if (_token is null || _token == refused || time.GetUtcNow() >= _token.RenewAt)
            {
                _token = await FetchAsync(cancellationToken);
            }

            return _token;
        }
        finally
        {
            _fetching.Release();
        }
    }

    private async Task<Token> FetchAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, tokens)
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = client.Id,
                ["client_secret"] = client.Secret,
                ["scope"] = scope,
            }),
        };
        try
        {
            using var response = await base.SendAsync(request, cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                throw Fault($"{(int)response.StatusCode} {response.StatusCode}{ErrorCode(body)}");
            }

            var answer = JsonSerializer.Deserialize<TokenMessage>(body);
            return answer is { AccessToken.Length: > 0 } ? new Token(answer.AccessToken, RenewalOf(answer.ExpiresIn)) : throw Fault("its answer has no access_token");
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or JsonException)
        {
            // What JSON says of a fault may quote the token.
            throw fault is JsonException ? Fault("its answer is no JSON") : Fault(fault.Message, fault);
        }
    }

    private DateTimeOffset RenewalOf(double? seconds) => seconds is > 0 and < int.MaxValue
        ? time.GetUtcNow() + Max(TimeSpan.FromSeconds(seconds.Value) - Margin, TimeSpan.FromSeconds(seconds.Value / 2))
        : DateTimeOffset.MaxValue;

    private static TimeSpan Max(TimeSpan first, TimeSpan second) => first > second ? first : second;

    private CatalogException Fault(string why, Exception? cause = null)
    {
        var text = $"The token endpoint {tokens.GetLeftPart(UriPartial.Path)} gives no token for the client: {why}. "
            + "Check Iceberg:CatalogCredentials (id:secret), Iceberg:CatalogScope and Iceberg:CatalogOAuth2ServerUri.";
        return cause is null ? new CatalogException(text) : new CatalogException(text, cause);
    }

    // Only the code, which is one of a few words: descriptions have been seen to quote what was sent.
    private static string ErrorCode(byte[] body)
    {
        try
        {
            var code = JsonSerializer.Deserialize<TokenMessage>(body)?.Error;
            return code is { Length: > 0 and < 64 } && code.All(c => char.IsAsciiLetter(c) || c == '_') ? $" ({code})" : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }

    private sealed record Token(string Text, DateTimeOffset RenewAt);

    private sealed record TokenMessage(
        [property: JsonPropertyName("access_token")] string? AccessToken,
        [property: JsonPropertyName("expires_in")] double? ExpiresIn,
        [property: JsonPropertyName("error")] string? Error);
}
