using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Sinks.Iceberg.Catalogs.Rest;

namespace Ingest.Tests.Iceberg.Catalogs.Rest;

/// <summary>The contract over HTTP, against a server that takes nothing but what the specification has.</summary>
public class RestCatalogTests : CatalogContract
{
    private StrictRestServer _server = null!;

    /// <summary>How the server is set up.</summary>
    private protected virtual RestServerSettings Settings => new();

    /// <summary>As whom the client comes.</summary>
    private protected virtual string Credentials => "";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _server = await StrictRestServer.StartAsync(Storage, Folder.File("catalog"), Settings);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _server.DisposeAsync();
        Assert.Empty(_server.Violations);
    }

    protected override Task<ICatalog> OpenAsync() => CatalogFactory.OpenAsync(
        new CatalogOptions { CatalogType = CatalogType.Rest, CatalogUri = _server.Address.ToString(), CatalogWarehouse = StrictRestServer.Warehouse, CatalogCredentials = Credentials },
        Storage,
        Folder,
        TimeProvider.System,
        Cancellation);
}

/// <summary>The same where the server has everything else that it may have: a prefix, another separator, tokens, keys, pages and a list of its routes.</summary>
public sealed class RestVariantTests : RestCatalogTests
{
    private protected override RestServerSettings Settings => new()
    {
        Prefix = "wh/eins",
        Separator = "%2E",
        Token = "nobody has this one",
        HasIdempotencyKeys = true,
        PageSize = 1,
        LendsCredentials = true,
        Endpoints = [RestConfig.CommitTable, RestConfig.CreateNamespace, RestConfig.CreateTable, "GET /v1/{prefix}/namespaces"],
    };

    protected override int CommitsEach => 5;

    private protected override string Credentials => $"{StrictRestServer.ClientId}:{StrictRestServer.ClientSecret}";
}
