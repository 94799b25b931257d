using System.Globalization;

namespace Ingest.ClickHouse.Embedded.Http;

/// <summary>The settings that a statement starts with, before its own: limits of the analyst, the mark by which it can be cancelled, readonly.</summary>
internal sealed class QueryLimits(EmbeddedServerOptions options, long memoryBytesMax)
{
    // Settings that shape a result and touch nothing else. format_schema and the format_template family name files.
    private static readonly string[] HarmlessPrefixes = ["output_format_", "format_csv_", "format_tsv_", "date_time_", "input_format_"];

    private static readonly HashSet<string> Harmless = new(StringComparer.Ordinal)
    {
        "extremes", "session_timezone", "max_threads", "max_block_size", "join_use_nulls", "final", "use_query_cache", "limit", "offset",
        "optimize_read_in_order", "group_by_use_nulls", "prefer_column_name_to_alias", "readonly",
    };

    // As ClickHouse has it: a GET may change settings but no data.
    private static readonly KeyValuePair<string, string>[] ReadOnlyByMethod = [new("readonly", "2")];

    /// <param name="user">Who asks.</param>
    /// <param name="isAlone">True when no other query is under way.</param>
    /// <param name="safeMethod">True for a GET.</param>
    /// <param name="mark">What the statement is cancelled by.</param>
    /// <param name="asked">The settings that the request asks for.</param>
    /// <exception cref="EngineFaultException">The analyst may not change a setting.</exception>
    public IEnumerable<KeyValuePair<string, string>> Prelude(EngineUser user, bool isAlone, bool safeMethod, string mark, List<KeyValuePair<string, string>> asked)
    {
        if (user == EngineUser.Writer)
        {
            var readsOnly = safeMethod && !asked.Exists(s => s.Key == "readonly");
            return [new("log_comment", mark), .. asked, .. readsOnly ? ReadOnlyByMethod : []];
        }

        // Half of the cores: inserts and merges keep the other half. What the server itself asks, alone, may have all of them: somebody waits for a page.
        var settings = AnalystLimits(user == EngineUser.Reader && isAlone ? Environment.ProcessorCount : Math.Max(1, Environment.ProcessorCount / 2));
        foreach (var (name, value) in asked)
        {
            if (settings.TryGetValue(name, out var limit))
                settings[name] = Lower(name, value, limit);
            else if (IsHarmless(name))
                settings[name] = value;
            else
                throw new EngineFaultException(164, $"Cannot modify '{name}' setting in readonly mode. (READONLY)");
        }

        settings["log_comment"] = mark;
        settings.Remove("readonly");
        return [.. settings, new("readonly", "1")];
    }

    private Dictionary<string, string> AnalystLimits(int threadsMax)
    {
        var memory = options.Analyst.MemoryBytesMax > 0 ? options.Analyst.MemoryBytesMax : memoryBytesMax / 4;
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["max_execution_time"] = options.Analyst.Duration.TotalSeconds.ToString(CultureInfo.InvariantCulture),
            ["max_memory_usage"] = Text(memory),
            ["max_result_rows"] = Text(options.Analyst.ResultRowsMax),
            ["max_threads"] = Text(threadsMax),
        };
    }

    private static bool IsHarmless(string name) =>
        Harmless.Contains(name)
        || (Array.Exists(HarmlessPrefixes, p => name.StartsWith(p, StringComparison.Ordinal)) && !name.Contains("schema", StringComparison.Ordinal));

    // 0 means no limit in ClickHouse, so it is no lowering.
    private static string Lower(string name, string value, string limit)
    {
        if (!double.TryParse(value, CultureInfo.InvariantCulture, out var asked))
            throw new EngineFaultException(72, $"Cannot parse number of the setting '{name}'. (CANNOT_PARSE_NUMBER)");
        if (asked > 0 && asked <= double.Parse(limit, CultureInfo.InvariantCulture))
            return value;
        throw new EngineFaultException(164, $"Setting {name} shouldn't be greater than {limit} for this user. (READONLY)");
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
