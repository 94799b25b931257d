namespace Ingest.Commands.Report;

/// <summary>What a series of figures is cut into. The names, in small letters, are those of ClickHouse's <c>dateTrunc</c>.</summary>
internal enum IntervalUnit
{
    /// <summary>60 seconds.</summary>
    Minute,

    /// <summary>Whole hour of the clock.</summary>
    Hour,

    /// <summary>Calendar day.</summary>
    Day,

    /// <summary>Seven days from Monday on.</summary>
    Week,

    /// <summary>Calendar month.</summary>
    Month,

    /// <summary>Three calendar months.</summary>
    Quarter,

    /// <summary>Calendar year.</summary>
    Year,
}
