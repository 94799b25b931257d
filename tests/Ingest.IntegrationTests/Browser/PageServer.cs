using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Ingest.IntegrationTests.Browser;

/// <summary>Serves the pages of the tests from an origin that is not the tracker's: another port, under the name localhost.</summary>
internal sealed class PageServer : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly ConcurrentDictionary<string, (string Html, string Policy)> _pages = new();

    private PageServer(WebApplication web) => _web = web;

    public Uri Address { get; private set; } = null!;

    public static async Task<PageServer> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var server = new PageServer(builder.Build());
        server._web.Run(server.AnswerAsync);
        await server._web.StartAsync();
        server.Address = new UriBuilder(server._web.Urls.First()) { Host = "localhost" }.Uri;
        return server;
    }

    /// <summary>Adds a page, with its Content-Security-Policy when it has one.</summary>
    public void Add(string path, string html, string policy = "") => _pages[path] = (html, policy);

    public ValueTask DisposeAsync() => _web.DisposeAsync();

    private Task AnswerAsync(HttpContext http)
    {
        if (!_pages.TryGetValue(http.Request.Path.Value!, out var page))
        {
            // No icon, and no complaint about it in the console.
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }

        http.Response.ContentType = "text/html; charset=utf-8";
        if (page.Policy.Length > 0)
        {
            http.Response.Headers.ContentSecurityPolicy = page.Policy;
        }

        return http.Response.WriteAsync(page.Html);
    }
}
