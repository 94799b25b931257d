namespace Ingest.Endpoints.Admin;

/// <summary>Where the world reaches this server: at the address that the operator says, else at that of whoever asks.</summary>
/// <param name="configured"><c>Server:PublicUrl</c>; empty when not set.</param>
/// <param name="scriptPath">Path of the tracker.</param>
internal sealed class PublicAddress(string configured, string scriptPath)
{
    /// <summary>The addresses, for who has sent this request.</summary>
    public PublicUrls Of(HttpRequest request)
    {
        var root = new Uri(configured.Length > 0 ? configured : $"{request.Scheme}://{request.Host}");
        return new PublicUrls(root, new Uri(root, scriptPath));
    }
}
