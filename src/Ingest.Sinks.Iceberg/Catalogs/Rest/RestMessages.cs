using System.Text.Json;
using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Sinks.Iceberg.Catalogs.Rest;

/// <summary>Answer of <c>GET /v1/config</c>.</summary>
internal sealed record ConfigMessage
{
    public Dictionary<string, string?>? Overrides { get; init; }

    public Dictionary<string, string?>? Defaults { get; init; }

    public List<string>? Endpoints { get; init; }

    public string? IdempotencyKeyLifetime { get; init; }
}

/// <summary>Answer to the load, the creation and the change of a table.</summary>
internal sealed record TableMessage(TableMetadata Metadata)
{
    public string? MetadataLocation { get; init; }

    public Dictionary<string, string?>? Config { get; init; }

    public List<CredentialMessage>? StorageCredentials { get; init; }
}

/// <summary>Credentials for the locations of a prefix.</summary>
internal sealed record CredentialMessage(string Prefix, Dictionary<string, string?> Config);

/// <summary>Asks for a table.</summary>
internal sealed record CreateMessage(
    string Name, IcebergSchema Schema, PartitionSpec PartitionSpec, SortOrder WriteOrder, bool StageCreate, IReadOnlyDictionary<string, string> Properties);

/// <summary>Asks for a change.</summary>
internal sealed record CommitMessage(IReadOnlyList<TableRequirement> Requirements, IReadOnlyList<TableUpdate> Updates);

/// <summary>Asks for a namespace.</summary>
internal sealed record NamespaceMessage(IReadOnlyList<string> Namespace, IReadOnlyDictionary<string, string> Properties);

/// <summary>One page of namespaces.</summary>
internal sealed record NamespacesMessage(List<List<string>> Namespaces)
{
    public string? NextPageToken { get; init; }
}

/// <summary>One page of tables.</summary>
internal sealed record TablesMessage(List<IdentifierMessage> Identifiers)
{
    public string? NextPageToken { get; init; }
}

/// <summary>Name of a table.</summary>
internal sealed record IdentifierMessage(List<string> Namespace, string Name);

/// <summary>Answer of a catalog that refuses.</summary>
internal sealed record ErrorMessage(ErrorDetail Error)
{
    /// <summary>What a body says; null when it is no error of a REST catalog.</summary>
    public static ErrorDetail? Read(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<ErrorMessage>(body, TableJson.Options)?.Error;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Why a catalog refuses.</summary>
internal sealed record ErrorDetail
{
    /// <summary>A catalog that does not know what became of a commit, whatever the status of its answer.</summary>
    public const string StateUnknown = "CommitStateUnknownException";

    public string? Message { get; init; }

    public string? Type { get; init; }
}
