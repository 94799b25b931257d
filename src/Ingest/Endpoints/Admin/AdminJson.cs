using System.Text.Json;
using System.Text.Json.Serialization;
using Ingest.Access;
using Microsoft.AspNetCore.Http.Features;

namespace Ingest.Endpoints.Admin;

/// <summary>Bodies of the admin API.</summary>
internal static class AdminJson
{
    // A site with all the domains and addresses that it may have has 60 KB.
    private const long BytesMax = 256 * 1024;

    /// <summary>How they are written: names in camel case, what is not known refused.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
    }

    /// <summary>Reads a body; or says what is wrong with it.</summary>
    public static async Task<(T? Body, IResult? Fault)> ReadAsync<T>(HttpContext http)
        where T : class
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = BytesMax;
        }

        if (!http.Request.HasJsonContentType())
        {
            return (null, Problem.Of(StatusCodes.Status415UnsupportedMediaType, "Send JSON, with 'Content-Type: application/json'."));
        }

        try
        {
            return await http.Request.ReadFromJsonAsync<T>(http.RequestAborted) is { } body
                ? (body, null)
                : (null, Problem.Of(StatusCodes.Status400BadRequest, "The body is null: send a JSON object."));
        }
        catch (JsonException fault)
        {
            return (null, Problem.Of(StatusCodes.Status400BadRequest, $"The body is not as it has to be: {fault.Message}"));
        }
        catch (BadHttpRequestException fault) when (fault.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return (null, Problem.Of(StatusCodes.Status413PayloadTooLarge, $"The body has more than {BytesMax} bytes."));
        }
    }
}
