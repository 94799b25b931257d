using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Ingest.Endpoints.Description;

// What /iceberg/v1 answers, for the OpenAPI document alone: Iceberg's REST catalog specification has the details.

/// <summary>What the catalog can do.</summary>
/// <param name="Defaults">Settings that a client may change.</param>
/// <param name="Overrides">Settings that it may not.</param>
/// <param name="Endpoints">What it may ask.</param>
internal sealed record ConfigReply(IReadOnlyDictionary<string, string> Defaults, IReadOnlyDictionary<string, string> Overrides, IReadOnlyList<string> Endpoints);

/// <summary>Namespaces.</summary>
/// <param name="Namespaces">The levels of each.</param>
internal sealed record NamespacesReply(IReadOnlyList<IReadOnlyList<string>> Namespaces);

/// <summary>A namespace.</summary>
/// <param name="Namespace">Its levels.</param>
/// <param name="Properties">None.</param>
internal sealed record NamespaceReply(IReadOnlyList<string> Namespace, IReadOnlyDictionary<string, string> Properties);

/// <summary>Tables.</summary>
/// <param name="Identifiers">Their names.</param>
internal sealed record TablesReply(IReadOnlyList<TableIdentifier> Identifiers);

/// <summary>Name of a table.</summary>
/// <param name="Namespace">The namespace's levels.</param>
/// <param name="Name">The table's own name.</param>
internal sealed record TableIdentifier(IReadOnlyList<string> Namespace, string Name);

/// <summary>A table.</summary>
/// <param name="MetadataLocation">Where its metadata is.</param>
/// <param name="Metadata">Its metadata, format version 2.</param>
/// <param name="Config">How its files are reached.</param>
internal sealed record TableReply(
    [property: JsonPropertyName("metadata-location")] string MetadataLocation, JsonObject Metadata, IReadOnlyDictionary<string, string> Config);

/// <summary>An answer that is no success.</summary>
/// <param name="Error">What is wrong.</param>
internal sealed record ErrorReply(ErrorDetail Error);

/// <summary>What is wrong.</summary>
/// <param name="Message">In words.</param>
/// <param name="Type">In a name.</param>
/// <param name="Code">The status.</param>
internal sealed record ErrorDetail(string Message, string Type, int Code);
