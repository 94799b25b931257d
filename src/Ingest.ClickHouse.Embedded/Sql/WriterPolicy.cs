namespace Ingest.ClickHouse.Embedded.Sql;

/// <summary>
/// What even the writer may not say while no folder is named for reading: the scalar <c>file()</c> and <c>catboostEvaluate</c> ask for no grant,
/// and the engine's own folder must stay readable to the engine.
/// </summary>
internal static class WriterPolicy
{
    public static SqlFault? Check(ReadOnlySpan<byte> sql, SqlStatement statement, EmbeddedServerOptions options)
    {
        // The rows of an insert are not SQL.
        var text = statement.Kind == SqlStatementKind.InsertRows ? sql[..statement.ClauseStart] : sql;
        if (options.ReadableFolders.Count > 0 || SqlCalls.Refuse(text, IsFileReader) is not { } name)
            return null;
        return new SqlFault(497, $"ingest: Not enough privileges. The function {name} reads files and no folder is named for it (--readable). (ACCESS_DENIED)");
    }

    private static bool IsFileReader(string name) =>
        name.Equals("file", StringComparison.OrdinalIgnoreCase) || name.Equals("catboostEvaluate", StringComparison.OrdinalIgnoreCase);
}
