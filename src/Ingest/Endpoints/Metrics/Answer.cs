using System.Security.Cryptography;

namespace Ingest.Endpoints.Metrics;

/// <summary>An answer, ready to be sent.</summary>
/// <param name="Body">Its JSON.</param>
/// <param name="Tag">Its entity tag, with the quotes.</param>
internal sealed record Answer(ReadOnlyMemory<byte> Body, string Tag)
{
    private const int HashBytes = 12;

    /// <summary>The answer of a body: equal bodies have equal tags.</summary>
    public static Answer Of(ReadOnlyMemory<byte> body) => new(body, $"\"{Convert.ToHexStringLower(SHA256.HashData(body.Span).AsSpan(0, HashBytes))}\"");
}
