using Ingest.Settings;

namespace Ingest.Endpoints.Admin;

/// <summary>Where the world reaches this server: at <see cref="ServerOptions.PublicUrl"/>, else at the address of whoever asks.</summary>
internal sealed class PublicAddress(ServerOptions options)
{
    private readonly string _scriptPath = ScriptPaths.ToHandOut(options.ScriptNames);

    /// <summary>The addresses, for who has sent this request.</summary>
    public PublicUrls Of(HttpRequest request) => Under(options.PublicUrl.Length > 0 ? options.PublicUrl : $"{request.Scheme}://{request.Host}");

    /// <summary>The addresses, for who reaches the server at this one.</summary>
    public PublicUrls Of(Uri reached) => Under(options.PublicUrl.Length > 0 ? options.PublicUrl : reached.AbsoluteUri);

    private PublicUrls Under(string address)
    {
        var root = new Uri(address);
        return new PublicUrls(root, new Uri(root, _scriptPath));
    }
}
