using System.Text.RegularExpressions;
using Microsoft.OpenApi;

namespace Ingest.Tests.Endpoints;

/// <summary>The OpenAPI document: valid by the specification's own rules, and complete.</summary>
public sealed partial class ApiDocumentTests
{
    [Fact]
    public async Task The_document_is_valid()
    {
        await using var host = await DropHost.StartAsync();

        var read = OpenApiDocument.Parse(await host.Http.GetStringAsync("/openapi/v1.json"), "json");

        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
        Assert.Equal("Ingest", read.Document!.Info.Title);
    }

    [Fact]
    public async Task Every_operation_says_what_it_takes_and_answers()
    {
        await using var host = await DropHost.StartAsync();
        var document = OpenApiDocument.Parse(await host.Http.GetStringAsync("/openapi/v1.json"), "json").Document!;

        foreach (var (path, item) in document.Paths)
        {
            foreach (var (method, operation) in item.Operations!)
            {
                var name = $"{method} {path}";
                Assert.False(string.IsNullOrWhiteSpace(operation.Summary), name);
                Assert.NotEmpty(operation.Tags!);
                Assert.Equal(
                    Parameter().Matches(path).Select(match => match.Groups[1].Value).Order(),
                    (operation.Parameters ?? []).Where(parameter => parameter.In == ParameterLocation.Path).Select(parameter => parameter.Name!).Order());
                Assert.Equal(method.Method is "PUT" || (method.Method is "POST" && !path.EndsWith("/restore", StringComparison.Ordinal) && path != "/api/flush"), operation.RequestBody is not null);
                Assert.All(operation.RequestBody?.Content?.Values ?? [], body => Assert.NotNull(body.Schema));
                foreach (var (status, response) in operation.Responses!)
                {
                    Assert.False(string.IsNullOrWhiteSpace(response.Description), $"{name} {status}");
                    Assert.True(status is "204" or "304" or "307" || response.Content is { Count: 1 }, $"{name} {status} has no body");
                }

                Assert.Contains(operation.Responses.Keys, status => status[0] is '2' or '3');
                Assert.True(operation.Security is { Count: > 0 } == operation.Responses.ContainsKey("401") || operation.Tags!.Single().Name == "collect", $"{name} needs a key, or says 401");
            }
        }
    }

    [Fact]
    public async Task Every_route_is_in_the_document()
    {
        await using var host = await DropHost.StartAsync();
        var document = OpenApiDocument.Parse(await host.Http.GetStringAsync("/openapi/v1.json"), "json").Document!;

        var described = document.Paths.SelectMany(path => path.Value.Operations!.Keys.Select(method => $"{method.Method} {path.Key}"));

        // The description does not describe itself; constraints of a parameter are not part of its name. What is not offered is not described.
        Assert.Equal(
            host.Routes.Select(route => Constraint().Replace(route, "}")).Where(route => !route.StartsWith("GET /openapi", StringComparison.Ordinal) && !route.EndsWith("/{**rest}", StringComparison.Ordinal)).Order(),
            described.Order());
    }

    [GeneratedRegex("\\{([^}:]+)[^}]*\\}")]
    private static partial Regex Parameter();

    [GeneratedRegex(":[^}]*\\}")]
    private static partial Regex Constraint();
}
