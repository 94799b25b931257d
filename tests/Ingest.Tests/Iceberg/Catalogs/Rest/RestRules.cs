using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Ingest.Tests.Iceberg.Catalogs.Rest;

/// <summary>What the Iceberg REST catalog specification asks of requests. Each rule that is broken is said in words.</summary>
internal static class RestRules
{
    // Keys of each object, the ones that must be there marked by a star.
    private static readonly Dictionary<string, string[]> Objects = new(StringComparer.Ordinal)
    {
        ["create"] = ["name*", "location", "schema*", "partition-spec", "write-order", "stage-create", "properties"],
        ["namespace"] = ["namespace*", "properties"],
        ["commit"] = ["identifier", "requirements*", "updates*"],
        ["assert-table-uuid"] = ["type*", "uuid*"],
        ["assert-ref-snapshot-id"] = ["type*", "ref*", "snapshot-id*"],
        ["assert-current-schema-id"] = ["type*", "current-schema-id*"],
        ["add-snapshot"] = ["action*", "snapshot*"],
        ["set-snapshot-ref"] = ["action*", "ref-name*", "type*", "snapshot-id*", "max-ref-age-ms", "max-snapshot-age-ms", "min-snapshots-to-keep"],
        ["set-properties"] = ["action*", "updates*"],
        ["snapshot"] = ["snapshot-id*", "parent-snapshot-id", "sequence-number", "timestamp-ms*", "manifest-list*", "summary*", "schema-id"],
        ["schema"] = ["type*", "schema-id", "fields*", "identifier-field-ids"],
        ["partition-spec"] = ["spec-id", "fields*"],
        ["write-order"] = ["order-id*", "fields*"],
    };

    /// <summary>The faults of a request's headers.</summary>
    public static IEnumerable<string> OfHeaders(HttpRequest request, bool wantsKey)
    {
        if (request.Headers.Accept.Count == 0 || !request.Headers.Accept.ToString().Contains("application/json", StringComparison.Ordinal))
        {
            yield return $"{request.Method} accepts no JSON";
        }

        if (HttpMethods.IsPost(request.Method) && request.ContentType != "application/json")
        {
            yield return $"the body is {request.ContentType}";
        }

        var key = request.Headers["Idempotency-Key"].ToString();
        if (wantsKey && HttpMethods.IsPost(request.Method) ? !Guid.TryParse(key, out var id) || id.Version != 7 : key.Length > 0)
        {
            yield return $"the Idempotency-Key is '{key}'";
        }
    }

    /// <summary>The faults of a body.</summary>
    public static IEnumerable<string> OfBody(string kind, JsonElement body)
    {
        var faults = OfKeys(kind, body);
        return kind switch
        {
            "create" => [.. faults, .. OfKeys("schema", body.GetProperty("schema")), .. OfKeys("partition-spec", body.GetProperty("partition-spec")), .. OfKeys("write-order", body.GetProperty("write-order"))],
            "commit" =>
            [
                .. faults,
                .. body.GetProperty("requirements").EnumerateArray().SelectMany(item => OfKeys(item.GetProperty("type").GetString()!, item)),
                .. body.GetProperty("updates").EnumerateArray().SelectMany(OfUpdate),
            ],
            _ => faults,
        };
    }

    private static IEnumerable<string> OfUpdate(JsonElement update)
    {
        var action = update.GetProperty("action").GetString()!;
        return action == "add-snapshot" ? [.. OfKeys(action, update), .. OfKeys("snapshot", update.GetProperty("snapshot"))] : OfKeys(action, update);
    }

    private static IEnumerable<string> OfKeys(string kind, JsonElement json)
    {
        if (!Objects.TryGetValue(kind, out var keys))
        {
            return [$"{kind} is not known"];
        }

        var there = json.EnumerateObject().Select(property => property.Name).ToList();
        return
        [
            .. there.Where(name => !keys.Contains(name) && !keys.Contains(name + "*")).Select(name => $"{kind} has the key {name}"),
            .. there.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => $"{kind} has {group.Key} twice"),
            .. keys.Where(key => key.EndsWith('*') && !there.Contains(key[..^1])).Select(key => $"{kind} lacks {key[..^1]}"),
        ];
    }
}
