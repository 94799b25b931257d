using System.IO.Enumeration;

namespace Ingest.ClickHouse.Embedded.Sql;

/// <summary>The tables and views that the analyst may not name, by database: those that there are, without those that the list has.</summary>
internal sealed class HiddenTables
{
    /// <summary>The entry that hides nothing.</summary>
    public const string Everything = "*";

    private readonly Dictionary<string, HashSet<string>> _byDatabase = new(StringComparer.Ordinal);

    /// <param name="tables">The tables that there are.</param>
    /// <param name="allowed">The list: names, in which <c>*</c> stands for any characters.</param>
    public HiddenTables(IEnumerable<(string Database, string Name)> tables, IReadOnlyList<string> allowed)
    {
        Allowed = allowed;
        foreach (var (database, name) in tables)
        {
            if (allowed.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false)))
                continue;
            if (!_byDatabase.TryGetValue(database, out var names))
                _byDatabase[database] = names = new HashSet<string>(StringComparer.Ordinal);
            names.Add(name);
        }
    }

    /// <summary>The list.</summary>
    public IReadOnlyList<string> Allowed { get; }

    /// <summary>
    /// A hidden table that is among the names, as <c>database.table</c>, or null. A table is reached by its name alone in the current database, and in
    /// another together with that one's name, wherever in the statement the two stand.
    /// </summary>
    public string? Find(IReadOnlySet<string> names, string currentDatabase)
    {
        foreach (var (database, tables) in _byDatabase)
        {
            if ((database == currentDatabase || names.Contains(database)) && names.FirstOrDefault(tables.Contains) is { } table)
                return $"{database}.{table}";
        }

        return null;
    }
}
