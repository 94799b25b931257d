namespace Ingest.ClickHouse.Embedded.Http;

/// <summary>The Content-Type that ClickHouse gives to an output format.</summary>
internal static class FormatContentType
{
    public static string Of(string format)
    {
        if (Is(format, "JSONEachRow") || Has(format, "EachRow") || Is(format, "JSONLines") || Is(format, "NDJSON"))
            return "application/x-ndjson; charset=UTF-8";
        if (format.StartsWith("JSON", StringComparison.OrdinalIgnoreCase))
            return "application/json; charset=UTF-8";
        if (format.StartsWith("CSV", StringComparison.OrdinalIgnoreCase))
            return $"text/csv; charset=UTF-8; header={(Has(format, "WithNames") ? "present" : "absent")}";
        if (format.StartsWith("TabSeparated", StringComparison.OrdinalIgnoreCase) || format.StartsWith("TSV", StringComparison.OrdinalIgnoreCase))
            return "text/tab-separated-values; charset=UTF-8";
        if (Is(format, "XML"))
            return "application/xml; charset=UTF-8";
        if (format.StartsWith("Pretty", StringComparison.OrdinalIgnoreCase) || Is(format, "Vertical") || Is(format, "Values") || Is(format, "Markdown"))
            return "text/plain; charset=UTF-8";
        return "application/octet-stream";
    }

    private static bool Is(string format, string name) => format.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static bool Has(string format, string part) => format.Contains(part, StringComparison.OrdinalIgnoreCase);
}
