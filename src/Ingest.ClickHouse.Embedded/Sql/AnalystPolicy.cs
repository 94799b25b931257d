using System.Collections.Frozen;
using System.Text;

namespace Ingest.ClickHouse.Embedded.Sql;

/// <summary>
/// What the user without a password may not say. <c>readonly=1</c> alone is no sandbox: the scalar <c>file()</c> reads any file and
/// <c>KILL QUERY</c> runs under it. Only reading statements pass, and no function that reaches outside the tables.
/// </summary>
internal static class AnalystPolicy
{
    private static readonly FrozenSet<string> Verbs =
        FrozenSet.Create("SELECT", "WITH", "FROM", "SHOW", "DESCRIBE", "DESC", "EXPLAIN", "EXISTS");

    private static readonly FrozenSet<string> Functions = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "file", "fileCluster", "url", "urlCluster", "s3", "s3Cluster", "gcs", "oss", "cosn", "hdfs", "hdfsCluster",
        "azureBlobStorage", "azureBlobStorageCluster", "remote", "remoteSecure", "mysql", "postgresql", "mongodb", "redis", "sqlite",
        "odbc", "jdbc", "executable", "executablePool", "input", "python", "ytsaurus", "arrowFlight", "arrowflight", "catboostEvaluate",
        "kafka", "nats", "rabbitmq", "hive", "mergeTreeTextIndex", "infile");

    private static readonly string[] FunctionPrefixes = ["iceberg", "deltaLake", "hudi", "paimon"];

    public static SqlFault? Check(ReadOnlySpan<byte> sql, SqlStatement statement)
    {
        if (!Verbs.Contains(statement.Verb))
            return new SqlFault(164, "default: Cannot execute query in readonly mode. (READONLY)");

        var tokens = new SqlTokenizer(sql);
        var previous = default(SqlToken);
        var afterApply = false;
        for (var token = tokens.Next(); token.Kind is not (SqlTokenKind.End or SqlTokenKind.Fault); token = tokens.Next())
        {
            var call = SqlStatement.IsSymbol(sql, token, '(');
            if (call && Refuse(sql, previous) is { } fault)
                return fault;
            if (afterApply && !call && Refuse(sql, token) is { } applied)
                return applied;
            afterApply = SqlStatement.IsWord(sql, token, "APPLY"u8) || (afterApply && call);
            previous = token;
        }

        return null;
    }

    private static SqlFault? Refuse(ReadOnlySpan<byte> sql, SqlToken name)
    {
        if (name.Kind is not (SqlTokenKind.Word or SqlTokenKind.Quoted))
            return null;

        var text = Encoding.UTF8.GetString(sql[name.Start..name.End]).Trim('`', '"');
        var hidden = name.Kind == SqlTokenKind.Quoted && text.Contains('\\', StringComparison.Ordinal);
        if (!hidden && !Functions.Contains(text) && !Array.Exists(FunctionPrefixes, p => text.StartsWith(p, StringComparison.OrdinalIgnoreCase)))
            return null;
        return new SqlFault(497, $"default: Not enough privileges. The function {text} is not available to this user. (ACCESS_DENIED)");
    }
}
