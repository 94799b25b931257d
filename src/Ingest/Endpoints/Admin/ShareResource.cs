using Ingest.Access;
using Ingest.Core.Keys;
using Ingest.Core.Registry;
using Ingest.Core.Sites;

namespace Ingest.Endpoints.Admin;

/// <summary>What the API says and does of the shares of a site: keys that read it alone, handed out as links.</summary>
internal sealed partial class ShareResource(SiteDirectory sites, ApiKeyDirectory keys, PublicAddress server, ILogger<ShareResource> logger)
{
    /// <summary>GET: those in force; with <c>deleted=true</c> those revoked too. Also of a deleted site.</summary>
    public IResult List(Guid id, bool? deleted) => sites.Current.All.Any(site => site.Id == id)
        ? Results.Ok(new EntryList<ShareReply>(
            [.. (deleted == true ? keys.Current.All : keys.Current.InForce).Where(key => ShareKey.IsOf(id, key)).Select(ShareReply.Of)], null))
        : Problem.Of(StatusCodes.Status404NotFound, $"No site has the id {id}.");

    /// <summary>POST: makes one, and shows its key and its link this once.</summary>
    public async Task<IResult> CreateAsync(Guid id, HttpContext http)
    {
        var (body, fault) = await AdminJson.ReadAsync<ShareBody>(http);
        if (body is null)
        {
            return fault!;
        }

        if (sites.Current.InForce.FirstOrDefault(site => site.Id == id) is not { } site)
        {
            return Problem.Of(StatusCodes.Status404NotFound, $"No site in force has the id {id}.");
        }

        return await RegistryProblem.GuardAsync(async () =>
        {
            var (key, text) = await ShareKey.CreateAsync(keys, site, body.Name, http.RequestAborted);
            LogCreated(logger, key.Name, key.Id, id, http.User.Identity!.Name!);
            http.Response.Headers.Location = $"{http.Request.Path}/{key.Id}";
            var url = new Uri(server.Of(http.Request).Root, ShareLink.PathOf(text)).AbsoluteUri;
            return Results.Json(ShareReply.Of(key) with { Key = text, Url = url }, statusCode: StatusCodes.Status201Created);
        });
    }

    /// <summary>DELETE: revokes one, for good. No other key can be revoked by it.</summary>
    public Task<IResult> RevokeAsync(Guid id, Guid shareId, HttpContext http) => RegistryProblem.GuardAsync(async () =>
    {
        var key = await keys.DeleteAsync(
            shareId,
            key =>
            {
                if (!ShareKey.IsOf(id, key))
                {
                    throw new RegistryException(RegistryFault.Unknown, $"The site {id} has no share with the id {shareId}.");
                }
            },
            http.RequestAborted);
        LogRevoked(logger, key.Name, shareId, id, http.User.Identity!.Name!);
        return Results.NoContent();
    });

    [LoggerMessage(Level = LogLevel.Information, Message = "The key {Name} ({Id}) of the site {Site} was made by the key {Key}")]
    private static partial void LogCreated(ILogger logger, string name, Guid id, Guid site, string key);

    [LoggerMessage(Level = LogLevel.Information, Message = "The key {Name} ({Id}) of the site {Site} was revoked by the key {Key}")]
    private static partial void LogRevoked(ILogger logger, string name, Guid id, Guid site, string key);
}
