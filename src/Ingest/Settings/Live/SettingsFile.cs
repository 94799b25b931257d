using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ingest.Core.Files;

namespace Ingest.Settings.Live;

/// <summary>
/// <c>settings.json</c> of the data folder: what was set by the API or by <c>ingest settings</c>. A file of its own, so that what people write, with its
/// comments and its order, is never rewritten by a program.
/// </summary>
internal static class SettingsFile
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "settings.json";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private static readonly JsonNodeOptions AnyCase = new() { PropertyNameCaseInsensitive = true };
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>The file of a data folder.</summary>
    public static string PathOf(string dataPath) => Path.GetFullPath(Path.Combine(dataPath, FileName));

    /// <summary>The bytes of a data folder's file; those of an empty object when there is none.</summary>
    public static byte[] Read(string dataPath) => File.Exists(PathOf(dataPath)) && File.ReadAllBytes(PathOf(dataPath)) is { Length: > 0 } bytes ? bytes : "{}"u8.ToArray();

    /// <summary>
    /// Changes settings as a whole: reads, checks all settings as a start does, and writes, while every other process that wants to change some waits.
    /// </summary>
    /// <param name="commandLine">What the command line says of settings.</param>
    /// <param name="changes">Keys of <see cref="LiveKeys"/>, each with its value; null takes it out of the file.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up the wait for others.</param>
    /// <returns>The configuration with the change.</returns>
    /// <exception cref="SettingsException">The settings would have faults; nothing was written.</exception>
    /// <exception cref="SettingConflictException">Another place fixes a setting; nothing was written.</exception>
    /// <exception cref="IOException">The file could not be written, or another process holds it.</exception>
    public static async Task<IConfigurationRoot> ChangeAsync(
        IReadOnlyDictionary<string, string?> commandLine, IReadOnlyDictionary<string, string?> changes, TimeProvider time, CancellationToken cancellationToken)
    {
        var data = IngestSettings.DataPathOf(commandLine);
        await using (await FileLock.TakeAsync(PathOf(data) + ".lock", time, cancellationToken))
        {
            var bytes = With(Read(data), changes);
            var configuration = IngestSettings.Configure(commandLine, bytes);
            SettingConflictException.Check(configuration, changes);
            _ = IngestSettings.Read(configuration);
            AtomicFile.Write(PathOf(data), bytes);
            return configuration;
        }
    }

    private static byte[] With(byte[] bytes, IReadOnlyDictionary<string, string?> changes)
    {
        var root = JsonNode.Parse(bytes, AnyCase, Lenient) as JsonObject ?? new JsonObject(AnyCase);
        foreach (var (key, value) in changes)
        {
            var parts = key.Split(':');
            var place = root;
            foreach (var section in parts[..^1])
            {
                if (place[section] is not JsonObject inner)
                {
                    place[section] = inner = new JsonObject(AnyCase);
                }

                place = inner;
            }

            if (value is null)
            {
                place.Remove(parts[^1]);
            }
            else
            {
                place[parts[^1]] = long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : value;
            }
        }

        return JsonSerializer.SerializeToUtf8Bytes(root, Indented);
    }
}
