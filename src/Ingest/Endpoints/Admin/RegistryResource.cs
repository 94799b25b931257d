using Ingest.Access;
using Ingest.Core.Keys;
using Ingest.Core.Registry;

namespace Ingest.Endpoints.Admin;

/// <summary>What the API says and does of the entries of one registry; <c>viewOf</c> is what a key may see of one, null for nothing.</summary>
/// <typeparam name="T">The entries.</typeparam>
/// <typeparam name="TSnapshot">All of them at one moment.</typeparam>
/// <typeparam name="TBody">An entry as a client gives it.</typeparam>
/// <typeparam name="TReply">An entry as the API shows it.</typeparam>
internal sealed partial class RegistryResource<T, TSnapshot, TBody, TReply>(
    RegistryDirectory<T, TSnapshot> directory, Func<KeyEntry, T, T?> viewOf, PublicAddress server, ILogger logger)
    where T : class, IRegistryEntry<T>
    where TSnapshot : RegistrySnapshot<T>
    where TBody : class, IEntryBody<T>
    where TReply : IEntryReply<T, TReply>
{
    private const int PageMax = 1_000;
    private const int PageDefault = 100;

    /// <summary>GET: those in force that the key may read, a page at a time; with <c>deleted=true</c> those deleted too.</summary>
    public IResult List(HttpContext http, int? limit, Guid? after, bool? deleted)
    {
        if (limit is < 1 or > PageMax)
        {
            return Problem.Of(StatusCodes.Status400BadRequest, $"limit is {limit}: choose 1 to {PageMax}.");
        }

        var key = http.User.Key()!;
        var entries = (deleted == true ? directory.Current.All : directory.Current.InForce).Select(entry => viewOf(key, entry)).OfType<T>();
        var rest = after is { } last ? entries.SkipWhile(entry => entry.Id != last).Skip(1) : entries;
        var page = rest.Take((limit ?? PageDefault) + 1).ToList();
        var urls = server.Of(http.Request);
        var items = page.Take(limit ?? PageDefault).Select(entry => TReply.Of(entry, urls)).ToList();
        return Results.Ok(new EntryList<TReply>(items, page.Count > items.Count ? page[items.Count - 1].Id : null));
    }

    /// <summary>GET of one, deleted or not.</summary>
    public IResult Get(Guid id, HttpContext http)
    {
        // Who may not read it is not told whether it is there.
        if (directory.Current.All.FirstOrDefault(entry => entry.Id == id) is not { } found || viewOf(http.User.Key()!, found) is not { } entry)
        {
            return Problem.Of(StatusCodes.Status404NotFound, $"No {T.Noun} has the id {id}.");
        }

        return EntityTag.IsKnown(http.Request, EntityTag.Of(entry)) ? Results.StatusCode(StatusCodes.Status304NotModified) : Reply(http, entry);
    }

    /// <summary>
    /// POST: makes one. The same again, with the same <c>id</c> or the same <c>Idempotency-Key</c>, finds what the first has made and changes nothing.
    /// </summary>
    public async Task<IResult> CreateAsync(HttpContext http)
    {
        var (body, fault) = await AdminJson.ReadAsync<TBody>(http);
        if (body is null)
        {
            return fault!;
        }

        var id = body.Id ?? IdempotencyKey.IdFor(http);
        return await RegistryProblem.GuardAsync(async () =>
        {
            try
            {
                var created = await directory.AddAsync(now => body.ToEntry(id, now), http.RequestAborted);
                LogCreated(logger, T.Noun, created.Id, http.User.Identity!.Name!);
                return Reply(http, created, StatusCodes.Status201Created);
            }
            catch (RegistryException refused) when (refused.Fault == RegistryFault.Conflict && Find(id) is { } same && SaysNothingNew(body, same))
            {
                return Reply(http, same);
            }
        });
    }

    /// <summary>PUT: replaces all that a client may say of one.</summary>
    public async Task<IResult> UpdateAsync(Guid id, HttpContext http)
    {
        var (body, fault) = await AdminJson.ReadAsync<TBody>(http);
        if (body is null)
        {
            return fault!;
        }

        if (body.Id is { } other && other != id)
        {
            return Problem.Of(StatusCodes.Status400BadRequest, $"The body has the id {other}, the address {id}: an id cannot be changed.");
        }

        return await RegistryProblem.GuardAsync(async () =>
        {
            var updated = await directory.UpdateAsync(
                id,
                entry =>
                {
                    EntityTag.Check(http.Request, entry);
                    return body.Apply(entry);
                },
                http.RequestAborted);
            LogChanged(logger, T.Noun, id, http.User.Identity!.Name!);
            return Reply(http, updated);
        });
    }

    /// <summary>DELETE: it has no effect any more, and can be restored.</summary>
    public Task<IResult> DeleteAsync(Guid id, HttpContext http) => RegistryProblem.GuardAsync(async () =>
    {
        await directory.DeleteAsync(id, entry => EntityTag.Check(http.Request, entry), http.RequestAborted);
        LogDeleted(logger, T.Noun, id, http.User.Identity!.Name!);
        return Results.NoContent();
    });

    /// <summary>POST to <c>restore</c>: puts a deleted one back in force.</summary>
    public Task<IResult> RestoreAsync(Guid id, HttpContext http) => RegistryProblem.GuardAsync(async () =>
    {
        var restored = await directory.RestoreAsync(id, http.RequestAborted);
        LogRestored(logger, T.Noun, id, http.User.Identity!.Name!);
        return Reply(http, restored);
    });

    private IResult Reply(HttpContext http, T entry, int status = StatusCodes.Status200OK)
    {
        http.Response.Headers.ETag = EntityTag.Of(entry);
        if (status == StatusCodes.Status201Created)
        {
            http.Response.Headers.Location = $"{http.Request.Path}/{entry.Id}";
        }

        return Results.Json(TReply.Of(entry, server.Of(http.Request)), statusCode: status);
    }

    private T? Find(Guid id) => directory.Current.InForce.FirstOrDefault(entry => entry.Id == id);

    private static bool SaysNothingNew(TBody body, T entry) => T.Render([body.Apply(entry).Tidy()]).AsSpan().SequenceEqual(T.Render([entry]));

    [LoggerMessage(Level = LogLevel.Information, Message = "The {Noun} {Id} was made by the key {Key}")]
    private static partial void LogCreated(ILogger logger, string noun, Guid id, string key);

    [LoggerMessage(Level = LogLevel.Information, Message = "The {Noun} {Id} was changed by the key {Key}")]
    private static partial void LogChanged(ILogger logger, string noun, Guid id, string key);

    [LoggerMessage(Level = LogLevel.Information, Message = "The {Noun} {Id} was deleted by the key {Key}")]
    private static partial void LogDeleted(ILogger logger, string noun, Guid id, string key);

    [LoggerMessage(Level = LogLevel.Information, Message = "The {Noun} {Id} was restored by the key {Key}")]
    private static partial void LogRestored(ILogger logger, string noun, Guid id, string key);
}
