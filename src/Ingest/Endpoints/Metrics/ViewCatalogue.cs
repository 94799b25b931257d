using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Ingest.Sinks.ClickHouse.Schema;

namespace Ingest.Endpoints.Metrics;

/// <summary>A view that can be asked for.</summary>
/// <param name="Name">Its name without <c>view_</c>.</param>
/// <param name="File">Its text.</param>
/// <param name="Parameters">The parameters of its query.</param>
internal sealed record CataloguedView(string Name, ViewFile File, IReadOnlyList<ViewParameter> Parameters)
{
    /// <summary>True when its query has a parameter of this name.</summary>
    public bool Takes(string parameter) => Parameters.Any(known => known.Name == parameter);
}

/// <summary>The views of this binary that can be asked for, and what their filters may name.</summary>
internal static partial class ViewCatalogue
{
    /// <summary>What the names of all of them begin with.</summary>
    public const string Prefix = "view_";

    private const string FilteringView = "event_visit_rows";

    /// <summary>By name without the prefix.</summary>
    public static FrozenDictionary<string, CataloguedView> Views { get; } = ViewFile.Embedded
        .Where(file => file.Name.StartsWith(Prefix, StringComparison.Ordinal))
        .Select(file => new CataloguedView(file.Name[Prefix.Length..], file, ViewQuery.ParametersOf(file)))
        .ToFrozenDictionary(view => view.Name);

    /// <summary>The keys of a filter, with their signs.</summary>
    public static FrozenSet<string> FilterKeys { get; } = FilterKey()
        .Matches(ViewFile.Embedded.Single(file => file.Name == FilteringView).Template)
        .Select(match => match.Groups["key"].Value)
        .ToFrozenSet();

    /// <summary>A view by its name, with or without the prefix; null when there is none.</summary>
    public static CataloguedView? Find(string name) =>
        Views.GetValueOrDefault(name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name);

    [GeneratedRegex(@"keep\['(?<key>[^']+)'\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FilterKey();
}
