using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Ingest.Core.Keys;
using Ingest.Endpoints.Metrics.Umami;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Ingest.Access;

/// <summary>
/// Authenticates by <c>Authorization: Bearer KEY</c> (RFC 6750). A key that is none is answered 401, and 429 once its sender's address has tried too
/// many. Right keys are never held up: their 256 random bits cannot be guessed, and a lock-out could be used to lock the operator out.
/// </summary>
internal sealed class KeyAuthentication(
    ApiKeyDirectory keys, FailedTries failures, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    /// <summary>The scheme's name.</summary>
    public new const string Scheme = "Bearer";

    private const string Prefix = Scheme + " ";

    /// <inheritdoc/>
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization;
        if (header.Count == 0 && UmamiKey() is not { Length: > 0 })
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var text = header.Count == 0 ? Prefix + UmamiKey() : header.ToString();
        var key = text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? keys.Current.Find(text.AsSpan(Prefix.Length).Trim()) : null;
        return Task.FromResult(key is null
            ? AuthenticateResult.Fail("This is no key, or one that was revoked.")
            : AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new KeyIdentity(key)), Scheme)));
    }

    // Its clients for the cloud send a key so; a bearer token beside it counts.
    private string? UmamiKey() => Context.GetEndpoint()?.Metadata.GetMetadata<UmamiKeyHeader>() is null ? null : Request.Headers[UmamiKeyHeader.Name].ToString();

    /// <inheritdoc/>
    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var isWrong = (await HandleAuthenticateOnceSafeAsync()).Failure is not null;
        var wait = isWrong ? failures.Note(Context.Connection.RemoteIpAddress, Request.Path) : TimeSpan.Zero;
        if (wait > TimeSpan.Zero)
        {
            Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            await Problem.WriteAsync(Context, StatusCodes.Status429TooManyRequests, "Too many requests came from this address with keys that are none. Wait, or send a right key.");
            return;
        }

        Response.Headers.WWWAuthenticate = isWrong ? "Bearer error=\"invalid_token\"" : Scheme;
        await Problem.WriteAsync(Context, StatusCodes.Status401Unauthorized, isWrong
            ? "This is no key, or one that was revoked. Make one with 'ingest key create'."
            : "A key is needed: send 'Authorization: Bearer KEY'. Make one with 'ingest key create'.");
    }

    /// <inheritdoc/>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Problem.WriteAsync(Context, StatusCodes.Status403Forbidden, "The key lacks the scope for this: see 'ingest key list'.");
}
