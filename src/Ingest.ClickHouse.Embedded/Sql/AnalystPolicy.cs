using System.Collections.Frozen;

namespace Ingest.ClickHouse.Embedded.Sql;

/// <summary>
/// What the user without a password may not say. <c>readonly=1</c> alone is no sandbox: the scalar <c>file()</c> reads any file and
/// <c>KILL QUERY</c> runs under it. Only reading statements pass, and no function that reaches outside the tables; where tables are hidden, none that
/// names one of those, whatever its place. What a view reads is not looked at: it is how a hidden table is read.
/// </summary>
internal static class AnalystPolicy
{
    private static readonly FrozenSet<string> Verbs =
        FrozenSet.Create("SELECT", "WITH", "FROM", "SHOW", "DESCRIBE", "DESC", "EXPLAIN", "EXISTS");

    // Only to word the refusal as ClickHouse does: whatever is no reading verb is refused.
    private static readonly FrozenSet<string> Changes = FrozenSet.Create(
        "INSERT", "CREATE", "DROP", "ALTER", "TRUNCATE", "OPTIMIZE", "RENAME", "EXCHANGE", "ATTACH", "DETACH", "UNDROP", "DELETE", "UPDATE",
        "SET", "USE", "KILL", "SYSTEM", "GRANT", "REVOKE", "BACKUP", "RESTORE", "MOVE", "EXECUTE", "CHECK", "BEGIN", "COMMIT", "ROLLBACK", "REPLACE");

    private static readonly FrozenSet<string> Functions = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "file", "fileCluster", "url", "urlCluster", "s3", "s3Cluster", "gcs", "oss", "cosn", "hdfs", "hdfsCluster",
        "azureBlobStorage", "azureBlobStorageCluster", "remote", "remoteSecure", "mysql", "postgresql", "mongodb", "redis", "sqlite",
        "odbc", "jdbc", "executable", "executablePool", "input", "python", "ytsaurus", "arrowFlight", "arrowflight", "catboostEvaluate",
        "kafka", "nats", "rabbitmq", "hive", "filesystem", "cluster", "clusterAllReplicas", "AIClassify", "AIExtract", "AIGenerate", "AITranslate");

    private static readonly string[] FunctionPrefixes = ["iceberg", "deltaLake", "hudi", "paimon"];

    // These take the name of a table as a text, a pattern or an id, which may be reckoned. A test asks the engine whether it has others.
    private static readonly FrozenSet<string> NamingFunctions = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "merge", "loop", "dictionary", "mergeTreeIndex", "mergeTreeProjection", "mergeTreeTextIndex", "mergeTreeAnalyzeIndexes", "mergeTreeAnalyzeIndexesUUID",
        "timeSeriesData", "timeSeriesTags", "timeSeriesMetrics", "timeSeriesSelector", "prometheusQuery", "prometheusQueryRange",
        "joinGet", "joinGetOrNull", "hasColumnInTable");

    // dictGet and its many like.
    private static readonly string[] NamingPrefixes = ["dictGet", "dictHas", "dictIsIn"];

    /// <param name="sql">The text.</param>
    /// <param name="statement">Its shape.</param>
    /// <param name="scope">The hidden tables and what the names are looked up in; null when any table may be named.</param>
    public static SqlFault? Check(ReadOnlySpan<byte> sql, SqlStatement statement, NameScope? scope)
    {
        if (Changes.Contains(statement.Verb))
            return new SqlFault(164, "default: Cannot execute query in readonly mode. (READONLY)");
        if (!Verbs.Contains(statement.Verb))
            return new SqlFault(62, $"Syntax error: a query of this user starts with {string.Join(", ", Verbs.Order(StringComparer.Ordinal))}. (SYNTAX_ERROR)");

        if (statement.Verb is "EXISTS" or "SHOW" or "DESCRIBE" or "DESC" && NamesFile(sql))
            return new SqlFault(497, "default: Not enough privileges. A table named by a path is a file. (ACCESS_DENIED)");
        if (SqlCalls.Refuse(sql, IsOutside) is { } name)
            return new SqlFault(497, $"default: Not enough privileges. The function {name} is not available to this user. (ACCESS_DENIED)");
        return scope is null ? null : CheckNames(sql, scope);
    }

    private static SqlFault? CheckNames(ReadOnlySpan<byte> sql, NameScope scope)
    {
        if (SqlCalls.Refuse(sql, NamesTable) is { } function)
            return Hidden($"The function {function} takes a table's name as a value, and", scope, "Query the table itself.");

        var names = SqlNames.Read(sql);
        if (names.FirstOrDefault(name => name.Contains('\\', StringComparison.Ordinal)) is { } escaped)
            return Hidden($"The name {escaped} has a backslash in it, which may spell any table, and", scope, "Write it without.");

        // {name:Identifier}
        if (names.Contains("Identifier"))
            names.UnionWith(scope.Parameters);
        return scope.Tables.Find(names, scope.Database) is { } table
            ? Hidden($"The table {table} is hidden:", scope, "Query one of these, or list it there; a column, an alias or a WITH of that name needs another name.")
            : null;
    }

    private static SqlFault Hidden(string cause, NameScope scope, string remedy) => new(
        497,
        $"default: Not enough privileges. {cause} the setting ClickHouse:ReaderTables (--analyst-tables) lets this user name {string.Join(", ", scope.Tables.Allowed)} alone. {remedy} (ACCESS_DENIED)");

    // The database `default` of libchdb takes file names for tables, and EXISTS TABLE `/etc/passwd` would tell what files there are.
    private static bool NamesFile(ReadOnlySpan<byte> sql)
    {
        var tokens = new SqlTokenizer(sql);
        for (var token = tokens.Next(); token.Kind is not (SqlTokenKind.End or SqlTokenKind.Fault); token = tokens.Next())
        {
            if (token.Kind == SqlTokenKind.Quoted && sql[token.Start..token.End].ContainsAny((byte)'/', (byte)'\\', (byte)'.'))
                return true;
        }

        return false;
    }

    private static bool IsOutside(string name) =>
        Functions.Contains(name) || Array.Exists(FunctionPrefixes, p => name.StartsWith(p, StringComparison.OrdinalIgnoreCase));

    private static bool NamesTable(string name) =>
        NamingFunctions.Contains(name) || Array.Exists(NamingPrefixes, p => name.StartsWith(p, StringComparison.OrdinalIgnoreCase));
}

/// <summary>What a statement's names are looked up in: the hidden tables, the current database and the values of its parameters.</summary>
internal sealed record NameScope(HiddenTables Tables, string Database, IEnumerable<string> Parameters);
