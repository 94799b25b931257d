using System.Collections.Frozen;
using Ingest.Sinks.ClickHouse.Schema;

namespace Ingest.Endpoints.Metrics;

/// <summary>A view that can be asked for.</summary>
/// <param name="Name">Its name without <c>view_</c>.</param>
/// <param name="File">Its text.</param>
/// <param name="Parameters">The parameters of its query.</param>
/// <param name="Cut">How it cuts hours, as <see cref="ViewQuery.CutOf"/> has it.</param>
internal sealed record CataloguedView(string Name, ViewFile File, IReadOnlyList<ViewParameter> Parameters, HourCut? Cut)
{
    /// <summary>A view under a name.</summary>
    public static CataloguedView Of(string name, ViewFile file) => new(name, file, ViewQuery.ParametersOf(file), ViewQuery.CutOf(file));

    /// <summary>The views of the facts that its query reads when it has these keys in its filter: <see cref="FreshPart.ViewsOf"/>.</summary>
    public IReadOnlyList<string> FreshViews(IReadOnlyCollection<string> filterKeys) => FreshPart.ViewsOf(ViewQuery.Render(File, "", filterKeys, FreshHours.Copied));

    /// <summary>True when its query has a parameter of this name.</summary>
    public bool Takes(string parameter) => Parameters.Any(known => known.Name == parameter);
}

/// <summary>The views of this binary that can be asked for.</summary>
internal static class ViewCatalogue
{
    /// <summary>What the names of all of them begin with.</summary>
    public const string Prefix = "view_";

    /// <summary>By name without the prefix.</summary>
    public static FrozenDictionary<string, CataloguedView> Views { get; } = ViewFile.Embedded
        .Where(file => file.Name.StartsWith(Prefix, StringComparison.Ordinal))
        .Select(file => CataloguedView.Of(file.Name[Prefix.Length..], file))
        .ToFrozenDictionary(view => view.Name);

    /// <summary>A view by its name, with or without the prefix; null when there is none.</summary>
    public static CataloguedView? Find(string name) =>
        Views.GetValueOrDefault(name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name);
}
