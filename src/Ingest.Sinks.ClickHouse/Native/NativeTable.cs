using Ingest.Core.Batching;

namespace Ingest.Sinks.ClickHouse.Native;

/// <summary>One table that a part of a batch goes to.</summary>
/// <param name="Name">Name in the database.</param>
/// <param name="Columns">Its columns, in the order in which a block carries them.</param>
/// <param name="RowCount">Rows of a batch that go there.</param>
internal sealed record NativeTable(string Name, IReadOnlyList<NativeColumn> Columns, Func<EventBatch, int> RowCount)
{
    /// <summary>The events.</summary>
    public static NativeTable Events { get; } = new("fact_event", EventColumns.All, batch => batch.RowCount);

    /// <summary>Every table, events first.</summary>
    public static IReadOnlyList<NativeTable> All { get; } =
    [
        Events,
        new("fact_bot", SideColumns.Bots, batch => batch.Bots.Count),
        new("fact_rejection", SideColumns.Rejections, batch => batch.Rejections.Count),
        new("metadata_canary", SideColumns.Canaries, batch => batch.Canaries.Count),
    ];

    /// <summary>Names of the columns, separated by commas.</summary>
    public string ColumnNames => string.Join(", ", Columns.Select(column => column.Name));
}
