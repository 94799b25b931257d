using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Ingest.Sinks.Iceberg.Catalogs.Rest;

/// <summary>Signs requests to Amazon's services (AWS Signature Version 4, header form, for services other than S3).</summary>
/// <param name="region">Region that the service is in.</param>
/// <param name="service">Name that the service is signed for.</param>
internal sealed class SigV4Signer(string region, string service)
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>Adds the headers that prove who sends it. The address and the body are final from here on.</summary>
    /// <param name="request">The request, with an absolute address.</param>
    /// <param name="body">Its body; empty without one.</param>
    /// <param name="credentials">Whose request it is.</param>
    /// <param name="now">The time, which the service compares with its own.</param>
    public void Sign(HttpRequestMessage request, ReadOnlySpan<byte> body, AwsKey credentials, DateTimeOffset now)
    {
        var uri = request.RequestUri!;
        var stamp = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        request.Headers.Host = uri.IsDefaultPort ? uri.Host : $"{uri.Host}:{uri.Port.ToString(CultureInfo.InvariantCulture)}";
        Set(request, "X-Amz-Date", stamp);
        Set(request, "X-Amz-Security-Token", credentials.SessionToken);

        var headers = Headers(request);
        var signed = string.Join(';', headers.Keys);
        var canonical = string.Join('\n',
            request.Method.Method, Path(uri), Query(uri), string.Concat(headers.Select(pair => $"{pair.Key}:{pair.Value}\n")), signed, Hash(body));
        var scope = $"{stamp[..8]}/{region}/{service}/aws4_request";
        var toSign = $"{Algorithm}\n{stamp}\n{scope}\n{Hash(Encoding.UTF8.GetBytes(canonical))}";
        var signature = Convert.ToHexStringLower(Mac(Key(credentials.Secret, stamp[..8]), toSign));
        request.Headers.Authorization = new AuthenticationHeaderValue(
            Algorithm, $"Credential={credentials.Id}/{scope}, SignedHeaders={signed}, Signature={signature}");
    }

    private byte[] Key(string secret, string date) => Mac(Mac(Mac(Mac(Encoding.UTF8.GetBytes($"AWS4{secret}"), date), region), service), "aws4_request");

    // The host, the type of the body and what Amazon names; what a proxy may change on the way stays unsigned.
    private static SortedDictionary<string, string> Headers(HttpRequestMessage request)
    {
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["host"] = request.Headers.Host! };
        foreach (var (name, values) in request.Headers.NonValidated.Where(header => header.Key.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase)))
        {
            headers[name.ToLowerInvariant()] = string.Join(',', values.Select(value => value.Trim()));
        }

        if (request.Content?.Headers.ContentType is { } type)
        {
            headers["content-type"] = type.ToString();
        }

        return headers;
    }

    // The path as it is sent, escaped once more: so for all services but S3.
    private static string Path(Uri uri) => string.Join('/', uri.AbsolutePath.Split('/').Select(Uri.EscapeDataString));

    private static string Query(Uri uri) => string.Join('&', uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(part => part.Split('=', 2))
        .Select(pair => (Name: Escape(pair[0]), Value: pair.Length > 1 ? Escape(pair[1]) : ""))
        .OrderBy(pair => pair.Name, StringComparer.Ordinal).ThenBy(pair => pair.Value, StringComparer.Ordinal)
        .Select(pair => $"{pair.Name}={pair.Value}"));

    private static string Escape(string part) => Uri.EscapeDataString(Uri.UnescapeDataString(part));

    private static void Set(HttpRequestMessage request, string name, string? value)
    {
        // It is there from the attempt before.
        request.Headers.Remove(name);
        if (value is { Length: > 0 })
        {
            request.Headers.Add(name, value);
        }
    }

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static byte[] Mac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}

/// <summary>An access key of Amazon.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Secret">Itself.</param>
/// <param name="SessionToken">Token of a key that is lent for a time.</param>
internal sealed record AwsKey(string Id, string Secret, string? SessionToken)
{
    /// <summary>Without the secrets.</summary>
    public override string ToString() => $"{nameof(AwsKey)} {Id}";
}
