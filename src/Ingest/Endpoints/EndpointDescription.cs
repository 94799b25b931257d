using Microsoft.AspNetCore.Http.Metadata;

namespace Ingest.Endpoints;

/// <summary>Describes endpoints for the OpenAPI document, which leaves out what has no method and no reply named.</summary>
internal static class EndpointDescription
{
    /// <summary>Names the method, what it is for, and the statuses it answers with.</summary>
    public static IEndpointConventionBuilder Describe(this IEndpointConventionBuilder endpoint, RequestDelegate handler, string tag, string summary, params int[] statuses)
    {
        endpoint.WithMetadata(handler.Method).WithTags(tag).WithSummary(summary);
        foreach (var status in statuses)
        {
            endpoint.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(void), []));
        }

        return endpoint;
    }
}
