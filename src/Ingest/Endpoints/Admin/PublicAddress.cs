namespace Ingest.Endpoints.Admin;

/// <summary>The address that the world reaches this server at: the operator's word, else that of whoever asks.</summary>
/// <param name="configured"><c>Server:PublicUrl</c>; empty when not set.</param>
internal sealed class PublicAddress(string configured)
{
    /// <summary>The address, for who has sent this request.</summary>
    public Uri Of(HttpRequest request) => new(configured.Length > 0 ? configured : $"{request.Scheme}://{request.Host}");
}
