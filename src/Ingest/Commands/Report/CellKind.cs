namespace Ingest.Commands.Report;

/// <summary>What the values of a column are, which says how people read them.</summary>
internal enum CellKind
{
    /// <summary>As it is.</summary>
    Text,

    /// <summary>Texts, one after the other.</summary>
    Texts,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A part of a whole, 0 to 1.</summary>
    Share,

    /// <summary>A number of seconds.</summary>
    Seconds,

    /// <summary>A number of milliseconds.</summary>
    Milliseconds,

    /// <summary>An instant, UTC.</summary>
    Time,
}
