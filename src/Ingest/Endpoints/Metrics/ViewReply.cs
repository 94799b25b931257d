using Ingest.Sinks.ClickHouse.Schema;

namespace Ingest.Endpoints.Metrics;

/// <summary>A view that can be asked for.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Grain">What one row is.</param>
/// <param name="Notes">What the columns mean.</param>
/// <param name="Example">A query in SQL, to begin with.</param>
/// <param name="Parameters">Its parameters in SQL.</param>
internal sealed record ViewReply(string Name, string Grain, IReadOnlyList<string> Notes, string Example, IReadOnlyList<ViewParameter> Parameters)
{
    /// <summary>What is said of a view.</summary>
    public static ViewReply Of(CataloguedView view) => new(view.Name, view.File.Grain, view.File.Notes, view.File.Example, view.Parameters);
}
