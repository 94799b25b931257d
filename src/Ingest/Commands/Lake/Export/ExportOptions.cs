namespace Ingest.Commands.Lake.Export;

/// <summary>What is to be exported.</summary>
/// <param name="Tables">Names of tables; none for all.</param>
/// <param name="From">The first day, UTC; null when none was said.</param>
/// <param name="To">The day behind the last; null when none was said.</param>
/// <param name="TimeColumn">The column that divides the one table; null to choose it.</param>
/// <param name="Force">Whether parts that are unchanged are written too.</param>
/// <param name="IsDryRun">Whether nothing is written.</param>
internal sealed record ExportOptions(IReadOnlyList<string> Tables, DateOnly? From, DateOnly? To, string? TimeColumn, bool Force, bool IsDryRun);
