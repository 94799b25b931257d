using System.Collections.Frozen;

namespace Ingest.ClickHouse.Embedded.Sql;

/// <summary>
/// What the user without a password may not say. <c>readonly=1</c> alone is no sandbox: the scalar <c>file()</c> reads any file and
/// <c>KILL QUERY</c> runs under it. Only reading statements pass, and no function that reaches outside the tables.
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

    public static SqlFault? Check(ReadOnlySpan<byte> sql, SqlStatement statement)
    {
        if (Changes.Contains(statement.Verb))
            return new SqlFault(164, "default: Cannot execute query in readonly mode. (READONLY)");
        if (!Verbs.Contains(statement.Verb))
            return new SqlFault(62, $"Syntax error: a query of this user starts with {string.Join(", ", Verbs.Order(StringComparer.Ordinal))}. (SYNTAX_ERROR)");

        if (statement.Verb is "EXISTS" or "SHOW" or "DESCRIBE" or "DESC" && NamesFile(sql))
            return new SqlFault(497, "default: Not enough privileges. A table named by a path is a file. (ACCESS_DENIED)");
        return SqlCalls.Refuse(sql, IsOutside) is { } name
            ? new SqlFault(497, $"default: Not enough privileges. The function {name} is not available to this user. (ACCESS_DENIED)")
            : null;
    }

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
}
