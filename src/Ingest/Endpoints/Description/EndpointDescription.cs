using Ingest.Access;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;

namespace Ingest.Endpoints.Description;

/// <summary>Describes endpoints for the OpenAPI document, which leaves out what has no method and no reply named.</summary>
internal static class EndpointDescription
{
    private const string Json = "application/json";

    /// <summary>Names the method, what it is for, and the statuses it answers with that have no body.</summary>
    public static IEndpointConventionBuilder Describe(this IEndpointConventionBuilder endpoint, RequestDelegate handler, string tag, string summary, params int[] statuses)
    {
        endpoint.WithMetadata(handler.Method).WithTags(tag).WithSummary(summary);
        foreach (var status in statuses)
        {
            endpoint.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(void), []));
        }

        return endpoint;
    }

    /// <summary>Says what is to be sent, in JSON. Not in the framework's words, by which routing would refuse what names no content type, or another.</summary>
    public static TBuilder Takes<TBuilder>(this TBuilder endpoint, Type body)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new BodyDescription(body));

    /// <summary>Says what is answered with some statuses, in JSON.</summary>
    public static IEndpointConventionBuilder Answers<T>(this IEndpointConventionBuilder endpoint, params int[] statuses) => endpoint.AnswersAs<T>(Json, statuses);

    /// <summary>Says what is answered with some statuses, in text.</summary>
    public static IEndpointConventionBuilder AnswersText(this IEndpointConventionBuilder endpoint, params int[] statuses) => endpoint.AnswersAs<string>("text/plain", statuses);

    /// <summary>Says which statuses are answered with problem details.</summary>
    public static TBuilder Fails<TBuilder>(this TBuilder endpoint, params ReadOnlySpan<int> statuses)
        where TBuilder : IEndpointConventionBuilder
    {
        foreach (var status in statuses)
        {
            endpoint.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(ProblemDetails), [Problem.ContentType]));
        }

        return endpoint;
    }

    /// <summary>Says what is answered with some statuses, in another format.</summary>
    public static IEndpointConventionBuilder AnswersAs<T>(this IEndpointConventionBuilder endpoint, string contentType, params int[] statuses)
    {
        foreach (var status in statuses)
        {
            endpoint.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(T), [contentType]));
        }

        return endpoint;
    }
}
