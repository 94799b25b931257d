using System.Globalization;

namespace Ingest.Commands.Lake.Export;

/// <summary>The column whose day, UTC, divides a table.</summary>
/// <param name="Column">The column.</param>
/// <param name="Milliseconds">The number of Unix milliseconds that it is made of; null when it is a time or a date in ClickHouse.</param>
internal sealed record TimeColumn(SourceColumn Column, string? Milliseconds)
{
    private static readonly DateOnly Epoch = new(1970, 1, 1);

    /// <summary>Days since 1970-01-01.</summary>
    public string DayExpression => IsDate ? $"toInt32(toDate32({Column.Expression}))" : $"toInt32(toDate32({Column.Expression}, 'UTC'))";

    /// <summary>A condition that ClickHouse's keys can answer: a range of the column itself.</summary>
    /// <param name="from">The first day.</param>
    /// <param name="to">The day behind the last.</param>
    public string Filter(DateOnly from, DateOnly to) => $"{Milliseconds ?? Column.Expression} >= {Literal(from)} AND {Milliseconds ?? Column.Expression} < {Literal(to)}";

    private bool IsDate => Column.Wire.Kind is WireKind.Date or WireKind.Date32;

    private string Literal(DateOnly day)
    {
        if (Milliseconds is not null)
        {
            return ((day.DayNumber - Epoch.DayNumber) * (long)TimeSpan.FromDays(1).TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        }

        var text = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return IsDate ? $"toDate32('{text}')" : $"toDateTime64('{text} 00:00:00', 3, 'UTC')";
    }
}
