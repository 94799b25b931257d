using System.Text.Json;
using Ingest.Access;
using Ingest.Settings;
using Ingest.Settings.Live;

namespace Ingest.Endpoints;

/// <summary>The settings that change while the server runs: shows them, and changes them for who is let through to it.</summary>
internal sealed class SettingsHandler(LiveSettings settings)
{
    private const string Unknown = "unknown";

    // All settings at once take a tenth of it.
    private const int BodyBytesMax = 64 * 1024;

    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    /// <summary>GET /api/settings: each with its value, its default and where the value comes from; the ETag names this state.</summary>
    public async Task GetAsync(HttpContext http) => await WriteAsync(http, settings.Current);

    /// <summary>PUT /api/settings: changes those that the body names, all or none, and answers as GET does. A null takes back what was set here before.</summary>
    public async Task PutAsync(HttpContext http)
    {
        try
        {
            if (await ReadAsync(http) is not { } body)
            {
                await ProblemAsync(http, StatusCodes.Status413PayloadTooLarge, "The body is too large", [$"It may have {BodyBytesMax} bytes."]);
                return;
            }

            var changes = SettingsChange.Parse(body);
            var view = await settings.ChangeAsync(changes, http.User.Identity?.Name ?? Unknown, tag => EntityTag.IsMeant(http.Request, tag), http.RequestAborted);
            await (view is null
                ? ProblemAsync(http, StatusCodes.Status412PreconditionFailed, "The settings have changed meanwhile", ["Read them again, and send the ETag of that answer in If-Match."])
                : WriteAsync(http, view));
        }
        catch (SettingsException fault)
        {
            await ProblemAsync(http, StatusCodes.Status400BadRequest, "The settings would have faults; nothing was changed", fault.Faults);
        }
        catch (SettingConflictException fault)
        {
            await ProblemAsync(http, StatusCodes.Status409Conflict, "The settings cannot be changed here; nothing was changed", [fault.Message]);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException && !http.RequestAborted.IsCancellationRequested)
        {
            await ProblemAsync(http, StatusCodes.Status503ServiceUnavailable, "The settings could not be written; nothing was changed", [fault.Message]);
        }
    }

    // Null: it is too large.
    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContext http)
    {
        var buffer = new byte[BodyBytesMax + 1];
        var count = await http.Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, http.RequestAborted);
        return count > BodyBytesMax ? (ReadOnlyMemory<byte>?)null : buffer.AsMemory(0, count);
    }

    private static async Task WriteAsync(HttpContext http, SettingsView view)
    {
        http.Response.ContentType = "application/json";
        http.Response.Headers.ETag = view.Tag;
        http.Response.Headers.CacheControl = "no-store";
        await using var json = new Utf8JsonWriter(http.Response.BodyWriter, Indented);
        json.WriteStartObject();
        json.WriteStartObject("settings");
        foreach (var setting in view.Settings)
        {
            json.WriteStartObject(setting.Key);
            WriteValue(json, "value", setting.Value);
            WriteValue(json, "default", setting.Default);
            json.WriteString("source", NameOf(setting.Source.Origin));
            json.WriteString("from", setting.Source.Name);
            json.WriteBoolean("fixed", setting.Source.IsFixed);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartArray("waiting_for_restart");
        foreach (var key in view.Waiting)
        {
            json.WriteStringValue(key);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, string name, object value)
    {
        switch (value)
        {
            case int number:
                json.WriteNumber(name, number);
                break;
            case long number:
                json.WriteNumber(name, number);
                break;
            default:
                json.WriteString(name, value.ToString());
                break;
        }
    }

    private static string NameOf(SettingOrigin origin) => origin switch
    {
        SettingOrigin.Default => "default",
        SettingOrigin.File => "file",
        SettingOrigin.Api => "api",
        SettingOrigin.Environment => "environment",
        _ => "command line",
    };

    private static async Task ProblemAsync(HttpContext http, int status, string title, IReadOnlyList<string> faults)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = Problem.ContentType;
        await using var json = new Utf8JsonWriter(http.Response.BodyWriter, Indented);
        json.WriteStartObject();
        json.WriteString("type", "about:blank");
        json.WriteString("title", title);
        json.WriteNumber("status", status);
        json.WriteString("detail", string.Join(" ", faults));
        json.WriteStartArray("faults");
        foreach (var fault in faults)
        {
            json.WriteStringValue(fault);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
