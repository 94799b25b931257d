using Ingest.Access;
using Ingest.Core.Keys;

namespace Ingest.Endpoints.Admin;

/// <summary>What the API says and does of API keys: they are made and revoked, never changed, and their text is shown once.</summary>
internal sealed partial class KeyResource(ApiKeyDirectory keys, ILogger<KeyResource> logger)
{
    /// <summary>GET: those in force; with <c>deleted=true</c> those revoked too.</summary>
    public IResult List(bool? deleted) =>
        Results.Ok(new EntryList<KeyReply>([.. (deleted == true ? keys.Current.All : keys.Current.InForce).Select(key => KeyReply.Of(key))], null));

    /// <summary>POST: makes one, and shows its text this once.</summary>
    public async Task<IResult> CreateAsync(HttpContext http)
    {
        var (body, fault) = await AdminJson.ReadAsync<KeyBody>(http);
        return body is null ? fault! : await RegistryProblem.GuardAsync(async () =>
        {
            var (key, text) = await keys.CreateAsync(body.Name, body.Scopes, http.RequestAborted);
            LogCreated(logger, key.Name, key.Id, http.User.Identity!.Name!);
            http.Response.Headers.Location = $"{http.Request.Path}/{key.Id}";
            return Results.Json(KeyReply.Of(key, text), statusCode: StatusCodes.Status201Created);
        });
    }

    /// <summary>DELETE: revokes one, also the one that asks.</summary>
    public Task<IResult> RevokeAsync(Guid id, HttpContext http) => RegistryProblem.GuardAsync(async () =>
    {
        var key = await keys.DeleteAsync(id, cancellationToken: http.RequestAborted);
        LogRevoked(logger, key.Name, id, http.User.Identity!.Name!);
        return Results.NoContent();
    });

    [LoggerMessage(Level = LogLevel.Information, Message = "The key {Name} ({Id}) was made by the key {Key}")]
    private static partial void LogCreated(ILogger logger, string name, Guid id, string key);

    [LoggerMessage(Level = LogLevel.Information, Message = "The key {Name} ({Id}) was revoked by the key {Key}")]
    private static partial void LogRevoked(ILogger logger, string name, Guid id, string key);
}
