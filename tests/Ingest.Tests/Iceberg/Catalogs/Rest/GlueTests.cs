using System.Security.Cryptography;
using System.Text;
using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Tests.Fakes;
using Ingest.Tests.Iceberg.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Ingest.Tests.Iceberg.Catalogs.Rest;

/// <summary>Glue as far as it goes without Amazon: a server that computes each signature from what came over the wire, and takes no other.</summary>
public sealed class GlueTests : IAsyncLifetime
{
    private const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private const string Region = "eu-central-1";

    private readonly List<string> _asked = [];
    private WebApplication _web = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _web = builder.Build();
        _web.Run(HandleAsync);
        await _web.StartAsync();
    }

    public ValueTask DisposeAsync() => _web.DisposeAsync();

    [Fact]
    public async Task Every_request_is_signed_as_it_is_sent()
    {
        await using var catalog = await OpenAsync(Secret);
        var cancellation = TestContext.Current.CancellationToken;
        Assert.Null(await catalog.LoadAsync(new("données", "a b+c"), cancellation));
        Assert.Empty(await catalog.ListTablesAsync("a.b", cancellation));
        await Assert.ThrowsAsync<CatalogException>(() => catalog.TryCreateAsync(new("analytics", "pa_events"), SampleTable.Definition, cancellation));
        Assert.Equal(
            [
                "GET /iceberg/v1/config?warehouse=123456789012",
                "GET /iceberg/v1/catalogs/123456789012/namespaces/donn%C3%A9es/tables/a%20b%2Bc",
                "GET /iceberg/v1/catalogs/123456789012/namespaces/a%1Fb/tables",
                "POST /iceberg/v1/catalogs/123456789012/namespaces/analytics/tables",
                "POST /iceberg/v1/catalogs/123456789012/namespaces",
            ],
            _asked);
    }

    [Fact]
    public async Task A_wrong_key_is_refused_and_not_told()
    {
        await using var catalog = await OpenAsync("wr0ng");
        var fault = await Assert.ThrowsAsync<CatalogException>(() => catalog.ListNamespacesAsync(TestContext.Current.CancellationToken));
        Assert.Contains("403", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wr0ng", fault.ToString(), StringComparison.Ordinal);
    }

    private Task<ICatalog> OpenAsync(string secret) => CatalogFactory.OpenAsync(
        new CatalogOptions
        {
            CatalogType = CatalogType.Glue,
            CatalogUri = $"{_web.Urls.First()}/iceberg",
            CatalogWarehouse = "123456789012",
            AwsRegion = Region,
            AwsAccessKeyId = "AKIDEXAMPLE",
            AwsSecretAccessKey = secret,
            AwsSessionToken = "lent+for/a=time",
        },
        null!,
        "unused",
        new ManualTime(),
        TestContext.Current.CancellationToken);

    private async Task HandleAsync(HttpContext http)
    {
        var target = http.Features.Get<IHttpRequestFeature>()!.RawTarget;
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        if (http.Request.Headers.Authorization.ToString() != Expected(http.Request, target, body.ToArray()))
        {
            http.Response.StatusCode = 403;
            await http.Response.WriteAsync("""{"error":{"message":"The request signature does not match","code":403}}""");
            return;
        }

        _asked.Add($"{http.Request.Method} {target}");
        http.Response.StatusCode = target.Contains("/config", StringComparison.Ordinal) ? 200 : 404;
        await http.Response.WriteAsync(
            http.Response.StatusCode == 200 ? """{"defaults":null,"overrides":{"prefix":"/catalogs/123456789012/"}}""" : """{"error":{"message":"none","code":404}}""");
    }

    // Amazon's description, step by step, from the bytes that came.
    private static string Expected(HttpRequest request, string target, byte[] body)
    {
        string[] signed = [.. request.ContentType is null ? Array.Empty<string>() : ["content-type"], "host", "x-amz-date", "x-amz-security-token"];
        var stamp = request.Headers["x-amz-date"].ToString();
        var (path, query) = target.Split('?') is [var left, var right] ? (left, right) : (target, "");
        var canonical = new StringBuilder($"{request.Method}\n{path.Replace("%", "%25", StringComparison.Ordinal)}\n{query}\n");
        foreach (var name in signed)
        {
            canonical.Append($"{name}:{request.Headers[name]}\n");
        }

        canonical.Append($"\n{string.Join(';', signed)}\n{Convert.ToHexStringLower(SHA256.HashData(body))}");
        var scope = $"{stamp[..8]}/{Region}/glue/aws4_request";
        var text = $"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical.ToString())))}";
        var key = scope.Split('/').Aggregate(Encoding.UTF8.GetBytes("AWS4" + Secret), Mac);
        return $"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/{scope}, SignedHeaders={string.Join(';', signed)}, Signature={Convert.ToHexStringLower(Mac(key, text))}";
    }

    private static byte[] Mac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
