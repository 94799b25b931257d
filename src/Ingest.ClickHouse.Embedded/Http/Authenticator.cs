using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Ingest.ClickHouse.Embedded.Http;

internal enum EngineUser
{
    /// <summary><c>default</c> without a password: reads within limits, and names the tables that it may.</summary>
    Analyst,

    /// <summary><c>default</c> with the writer's password: reads within the same limits, and names any table. It is who the server asks as.</summary>
    Reader,

    /// <summary><c>ingest</c>: reads and writes.</summary>
    Writer,
}

/// <summary>Tells who asks: headers, basic authentication or URL parameters, as ClickHouse takes them.</summary>
internal sealed class Authenticator(string writerPassword)
{
    private readonly byte[] _writerPassword = Encoding.UTF8.GetBytes(writerPassword);

    /// <exception cref="EngineFaultException">The user is unknown or the password is wrong; the two are not told apart.</exception>
    public EngineUser Identify(HttpRequest request)
    {
        var (user, password) = Credentials(request);
        if (user is "default" or "" && password.Length == 0)
            return EngineUser.Analyst;
        if (user is "default" or WriterPassword.User
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(password), _writerPassword))
        {
            return user == WriterPassword.User ? EngineUser.Writer : EngineUser.Reader;
        }

        throw new EngineFaultException(516, $"{user}: Authentication failed: password is incorrect, or there is no user with such name. (AUTHENTICATION_FAILED)");
    }

    /// <summary>
    /// A page of another site can send requests to loopback from a visitor's browser, by its own name (DNS rebinding) or as a cross-origin form. Neither is answered.
    /// </summary>
    public static bool IsLocal(HttpRequest request)
    {
        if (!IsLoopback(request.Host.Host))
            return false;
        return request.Headers.Origin is not [{ Length: > 0 } origin] || (Uri.TryCreate(origin, UriKind.Absolute, out var page) && IsLoopback(page.Host));
    }

    private static bool IsLoopback(string host) => host is "127.0.0.1" or "localhost" or "[::1]" or "::1";

    private static (string User, string Password) Credentials(HttpRequest request)
    {
        var headers = request.Headers;
        if (headers.ContainsKey("X-ClickHouse-User") || headers.ContainsKey("X-ClickHouse-Key"))
            return (headers["X-ClickHouse-User"].ToString(), headers["X-ClickHouse-Key"].ToString());
        if (headers.Authorization is [{ } header] && header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
            return Basic(header["Basic ".Length..]);
        return (request.Query["user"].ToString(), request.Query["password"].ToString());
    }

    private static (string User, string Password) Basic(string encoded)
    {
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded.Trim(), bytes, out var length))
            throw new EngineFaultException(516, "Invalid authentication: the Authorization header is not base64. (AUTHENTICATION_FAILED)");
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (text, "") : (text[..colon], text[(colon + 1)..]);
    }
}
