using System.Text.Json;

namespace Ingest.Commands.Import;

/// <summary>Turns the error of a reply, a tree of fields, into one line for a person.</summary>
internal static class FaultText
{
    /// <summary><c>payload.url: Invalid URL.</c> for each field; the error's message when it names none.</summary>
    public static string Of(JsonElement reply)
    {
        if (!reply.TryGetProperty("error", out var error))
        {
            return reply.GetRawText();
        }

        var parts = new List<string>();
        Collect(error, path: "", parts);
        return parts.Count > 0 ? string.Join("; ", parts) : error.GetProperty("message").GetString() ?? "";
    }

    private static void Collect(JsonElement node, string path, List<string> parts)
    {
        if (node.TryGetProperty("errors", out var errors))
        {
            parts.AddRange(errors.EnumerateArray().Select(error => path.Length == 0 ? error.GetString()! : $"{path}: {error.GetString()}"));
        }

        if (node.TryGetProperty("properties", out var properties))
        {
            foreach (var property in properties.EnumerateObject())
            {
                Collect(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}", parts);
            }
        }
    }
}
