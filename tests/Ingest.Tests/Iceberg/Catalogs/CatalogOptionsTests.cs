using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Sinks.Iceberg.Catalogs.Jdbc;
using Ingest.Sinks.Iceberg.Catalogs.Rest;
using Ingest.Sinks.Iceberg.Storage;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Iceberg.Catalogs;

/// <summary>Settings: what is taken, what is said of what is not, and what is opened.</summary>
public sealed class CatalogOptionsTests
{
    private const string Secret = "hunter2";

    public static TheoryData<CatalogOptions> Good =>
    [
        new CatalogOptions(),
        new CatalogOptions { CatalogUri = $"postgresql://ingest:{Secret}@db:5433/lake?sslmode=verify-full&connect_timeout=3&application_name=x" },
        new CatalogOptions { CatalogUri = "jdbc:postgresql://db/lake", CatalogCredentials = $"ingest:{Secret}", CatalogName = "jdbc", CatalogSchemaVersion = JdbcSchemaVersion.V0 },
        new CatalogOptions { CatalogUri = $"Host=db;Database=lake;Username=ingest;Password={Secret}" },
        new CatalogOptions { CatalogType = CatalogType.Rest, CatalogUri = "http://catalog:8181", CatalogCredentials = $"id:{Secret}", CatalogWarehouse = "w", CatalogOAuth2ServerUri = "https://idp/token" },
        new CatalogOptions { CatalogType = CatalogType.Rest, CatalogUri = "https://catalog/api/catalog/", CatalogCredentials = $"token:{Secret}" },
        new CatalogOptions { CatalogType = CatalogType.Hadoop },
        new CatalogOptions { CatalogType = CatalogType.Glue, AwsRegion = "eu-central-1", CatalogWarehouse = "123456789012", AwsAccessKeyId = "a", AwsSecretAccessKey = Secret },
    ];

    public static TheoryData<CatalogOptions, string> Bad => new()
    {
        { new() { CatalogName = "" }, "Iceberg:CatalogName" },
        { new() { CatalogUri = $"postgresql://ingest:{Secret}@db" }, "Iceberg:CatalogUri names no database" },
        { new() { CatalogUri = $"postgresql://ingest:{Secret}@db/lake?{Secret}=1" }, "Iceberg:CatalogUri cannot be read" },
        { new() { CatalogUri = $"Pass={Secret};Host=db" }, "Iceberg:CatalogUri cannot be read" },
        { new() { CatalogUri = $"http://db/{Secret}" }, "Iceberg:CatalogUri cannot be read" },
        { new() { CatalogCredentials = $"a:{Secret}" }, "Iceberg:CatalogCredentials" },
        { new() { CatalogUri = "postgresql://db/lake", CatalogCredentials = Secret }, "Iceberg:CatalogCredentials" },
        { new() { CatalogWarehouse = "w" }, "Iceberg:CatalogWarehouse" },
        { new() { CatalogType = CatalogType.Rest }, "Iceberg:CatalogUri is empty" },
        { new() { CatalogType = CatalogType.Rest, CatalogUri = $"ftp://{Secret}" }, "Iceberg:CatalogUri is no HTTP address" },
        { new() { CatalogType = CatalogType.Rest, CatalogUri = $"http://a:{Secret}@b" }, "Iceberg:CatalogCredentials" },
        { new() { CatalogType = CatalogType.Rest, CatalogUri = "http://b", CatalogOAuth2ServerUri = $"{Secret}" }, "Iceberg:CatalogOAuth2ServerUri" },
        { new() { CatalogType = CatalogType.Rest, CatalogUri = "http://b", CatalogCredentials = Secret }, "Iceberg:CatalogCredentials" },
        { new() { CatalogType = CatalogType.Rest, CatalogUri = "http://b", CatalogCredentials = $"token:a {Secret}" }, "Iceberg:CatalogCredentials" },
        { new() { CatalogType = CatalogType.Rest, CatalogUri = "http://b", CatalogCredentials = "token:" }, "Iceberg:CatalogCredentials" },
        { new() { CatalogType = CatalogType.Hadoop, CatalogUri = $"http://{Secret}" }, "Iceberg:CatalogUri" },
        { new() { CatalogType = CatalogType.Glue, CatalogWarehouse = "1" }, "Iceberg:AwsRegion" },
        { new() { CatalogType = CatalogType.Glue, AwsRegion = "eu-central-1" }, "Iceberg:CatalogWarehouse" },
        { new() { CatalogType = CatalogType.Glue, AwsRegion = "eu-central-1", CatalogWarehouse = "1", CatalogCredentials = Secret }, "Iceberg:CatalogCredentials" },
        { new() { AwsSecretAccessKey = Secret }, "Iceberg:AwsAccessKeyId" },
    };

    [Theory]
    [MemberData(nameof(Good), DisableDiscoveryEnumeration = true)]
    public void What_is_right_has_no_fault(CatalogOptions options) => Assert.Empty(options.Validate());

    [Theory]
    [MemberData(nameof(Bad), DisableDiscoveryEnumeration = true)]
    public void A_fault_names_the_setting_and_no_secret(CatalogOptions options, string words)
    {
        var fault = Assert.Single(options.Validate());
        Assert.Contains(words, fault, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_are_told_at_once() =>
        Assert.Equal(3, new CatalogOptions { CatalogType = CatalogType.Glue, AwsAccessKeyId = "a" }.Validate().Count);

    [Fact]
    public async Task Each_kind_opens_its_catalog()
    {
        using var folder = new TemporaryFolder();
        await using var storage = new LocalStorage($"file://{folder.Path}");
        foreach (var (options, type) in Good.Select(row => row.Data).Zip(
            [typeof(FileCatalog), typeof(JdbcCatalog), typeof(JdbcCatalog), typeof(JdbcCatalog), typeof(RestCatalog), typeof(RestCatalog), typeof(HadoopCatalog), typeof(RestCatalog)]))
        {
            await using var catalog = await CatalogFactory.OpenAsync(options, storage, folder, TimeProvider.System, TestContext.Current.CancellationToken);
            Assert.IsType(type, catalog);
        }
    }

    [Fact]
    public void A_database_is_named_without_its_password()
    {
        Assert.True(JdbcConnection.TryParse($"postgresql://in%40gest:{Secret}@db:5433/lake%20one", "", out var connection, out _));
        Assert.Equal("the PostgreSQL database lake one at db:5433", connection.Where);
    }

    [Theory]
    [InlineData("eu-central-1", "https://glue.eu-central-1.amazonaws.com/iceberg/")]
    [InlineData("cn-north-1", "https://glue.cn-north-1.amazonaws.com.cn/iceberg/")]
    public void Glue_is_asked_in_its_region(string region, string address)
    {
        using var client = RestClients.ForGlue(new CatalogOptions { AwsRegion = region }, TimeProvider.System);
        Assert.Equal(address, client.BaseAddress?.ToString());
    }
}
