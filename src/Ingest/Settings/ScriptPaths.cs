namespace Ingest.Settings;

/// <summary>Which paths the tracker script may have.</summary>
internal static class ScriptPaths
{
    /// <summary>The path that it always has.</summary>
    public const string Default = "/script.js";

    // The first words of all other routes.
    private static readonly string[] Taken = ["api", "send", "batch", "health", "metrics", "openapi", "iceberg", "q", "p", "dashboard"];

    /// <summary>The path that pages are to name: the operator's first, which blockers do not know, when there is one.</summary>
    public static string ToHandOut(IEnumerable<string> names) => names.FirstOrDefault(Default);

    /// <summary>Every fault of the names, each with its remedy.</summary>
    public static IEnumerable<string> Validate(IEnumerable<string> names, string collectPath)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { Default };
        foreach (var name in names)
        {
            if (!IsPath(name))
            {
                yield return $"Server:ScriptNames holds '{name}', which is no path: begin it with a slash, go on with letters, digits and - . _ ~ between single slashes, for example /js/app.js";
            }
            else if (Taken.Contains(name.Split('/')[1], StringComparer.OrdinalIgnoreCase) || name.Equals(collectPath.TrimEnd('/'), StringComparison.OrdinalIgnoreCase))
            {
                yield return $"Server:ScriptNames holds '{name}', where the server has something else: choose a path that is not Server:CollectPath and does not begin with /{string.Join(", /", Taken)}";
            }
            else if (!seen.Add(name))
            {
                yield return $"Server:ScriptNames holds '{name}' twice, or it is {Default}, which is always there: leave it out";
            }
        }
    }

    private static bool IsPath(string name) =>
        name.StartsWith('/') && name.Split('/').Skip(1).All(part => part.Trim('.').Length > 0 && part.All(c => char.IsAsciiLetterOrDigit(c) || "-._~".Contains(c, StringComparison.Ordinal)));
}
