using Ingest.Sinks.Iceberg.Catalogs.Jdbc;

namespace Ingest.Sinks.Iceberg.Catalogs;

/// <summary>What knows the lake's tables, and how it is reached. Section <c>Iceberg</c> of the configuration.</summary>
public class CatalogOptions
{
    private const string TokenMark = "token:";
    private const int NameMax = 255;

    /// <summary>Kind of catalog. Default jdbc, which without <see cref="CatalogUri"/> needs nothing beside the server.</summary>
    public CatalogType CatalogType { get; set; } = CatalogType.Jdbc;

    /// <summary>
    /// Where the catalog is. jdbc: <c>postgresql://user:password@host:5432/database?sslmode=require</c> or a connection string of Npgsql; rest: the
    /// address that has <c>/v1/config</c> below it; glue: only for another endpoint than the region's. Default none. May hold a password: a secret.
    /// </summary>
    public string CatalogUri { get; set; } = "";

    /// <summary>
    /// rest: <c>id:secret</c> of an OAuth2 client, or <c>token:</c> and a bearer token. jdbc: <c>user:password</c>, when the URI has none. A secret.
    /// Default none.
    /// </summary>
    public string CatalogCredentials { get; set; } = "";

    /// <summary>rest: name of the warehouse, when the catalog has several. glue: id of the account, or of another catalog of it. Default none.</summary>
    public string CatalogWarehouse { get; set; } = "";

    /// <summary>jdbc: name that the rows bear, so that several catalogs may share a database. Default <c>ingest</c>; Java's default is <c>jdbc</c>.</summary>
    public string CatalogName { get; set; } = "ingest";

    /// <summary>jdbc: version in which the tables are created that are missing; those that are there are used as they are. Default V1, which Java, Python and Go read.</summary>
    public JdbcSchemaVersion CatalogSchemaVersion { get; set; } = JdbcSchemaVersion.V1;

    /// <summary>rest: what the token of an OAuth2 client is to be good for. Default <c>catalog</c>, as of Iceberg's own clients; Polaris wants <c>PRINCIPAL_ROLE:ALL</c>.</summary>
    public string CatalogScope { get; set; } = "catalog";

    /// <summary>rest: where tokens are fetched. Default <c>v1/oauth/tokens</c> below the catalog.</summary>
    public string CatalogOAuth2ServerUri { get; set; } = "";

    /// <summary>Region of Amazon, for example <c>eu-central-1</c>; needed for glue. Default none.</summary>
    public string AwsRegion { get; set; } = "";

    /// <summary>Id of an access key of Amazon. Default none: what the SDK finds in the environment, a profile or the machine's role.</summary>
    public string AwsAccessKeyId { get; set; } = "";

    /// <summary>The access key, a secret. Default none.</summary>
    public string AwsSecretAccessKey { get; set; } = "";

    /// <summary>Token of a key that is lent for a time, a secret. Default none.</summary>
    public string AwsSessionToken { get; set; } = "";

    /// <summary>The bearer token of <see cref="CatalogCredentials"/>; null when they are none.</summary>
    internal string? BearerToken => CatalogCredentials.StartsWith(TokenMark, StringComparison.Ordinal) ? CatalogCredentials[TokenMark.Length..].Trim() : null;

    /// <summary>Every fault of these options, in words for an operator and without secrets; empty when there is none.</summary>
    public virtual IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        switch (CatalogType)
        {
            case CatalogType.Jdbc:
                AddFaultsOfJdbc(faults);
                break;
            case CatalogType.Rest:
                AddFaultsOfRest(faults);
                break;
            case CatalogType.Glue:
                AddFaultsOfGlue(faults);
                break;
            default:
                AddFaultIfSet(faults, CatalogUri, nameof(CatalogUri), "the folders are the catalog");
                AddFaultIfSet(faults, CatalogCredentials, nameof(CatalogCredentials), "the storage has its own");
                break;
        }

        if (CatalogType is CatalogType.Jdbc or CatalogType.Hadoop)
        {
            AddFaultIfSet(faults, CatalogWarehouse, nameof(CatalogWarehouse), "the tables are below the storage's root");
        }

        if (AwsAccessKeyId.Length > 0 != AwsSecretAccessKey.Length > 0)
        {
            faults.Add("Of Iceberg:AwsAccessKeyId and Iceberg:AwsSecretAccessKey one is missing: give both, or neither for the AWS SDK to look for credentials.");
        }

        return faults;
    }

    private void AddFaultsOfJdbc(List<string> faults)
    {
        if (CatalogName.Length is 0 or > NameMax)
        {
            faults.Add($"Iceberg:CatalogName has {CatalogName.Length} characters: it must have 1 to {NameMax}.");
        }

        if (CatalogUri.Length > 0 && !JdbcConnection.TryParse(CatalogUri, CatalogCredentials, out _, out var fault))
        {
            faults.Add(
                $"Iceberg:CatalogUri {fault}: for Iceberg:CatalogType jdbc write postgresql://user:password@host:5432/database, with what is special in a name or password percent-encoded, or Host=…;Database=…;Username=…;Password=…");
        }

        if (CatalogUri.Length == 0)
        {
            AddFaultIfSet(faults, CatalogCredentials, nameof(CatalogCredentials), "without Iceberg:CatalogUri the catalog is a file; give the database's address, or leave the credentials out");
        }
        else if (CatalogCredentials.Length > 0 && !CatalogCredentials.Contains(':'))
        {
            faults.Add("Iceberg:CatalogCredentials has no colon: for Iceberg:CatalogType jdbc write user:password.");
        }
    }

    private void AddFaultsOfRest(List<string> faults)
    {
        if (CatalogUri.Length == 0)
        {
            faults.Add("Iceberg:CatalogUri is empty: for Iceberg:CatalogType rest give the catalog's address, for example https://catalog:8181/api/catalog.");
        }

        AddFaultOfAddress(faults, CatalogUri, nameof(CatalogUri));
        AddFaultOfAddress(faults, CatalogOAuth2ServerUri, nameof(CatalogOAuth2ServerUri));
        if (BearerToken is { } token ? token.Length == 0 || token.Any(c => c is <= ' ' or > '~') : CatalogCredentials.Length > 0 && CatalogCredentials.IndexOf(':', StringComparison.Ordinal) < 1)
        {
            faults.Add("Iceberg:CatalogCredentials is neither id:secret of an OAuth2 client nor token: and a bearer token without spaces: write one of the two.");
        }
    }

    private void AddFaultsOfGlue(List<string> faults)
    {
        if (AwsRegion.Length == 0 || !AwsRegion.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
        {
            faults.Add($"Iceberg:AwsRegion is '{AwsRegion}': for Iceberg:CatalogType glue give the region, for example eu-central-1.");
        }

        if (CatalogWarehouse.Length == 0)
        {
            faults.Add("Iceberg:CatalogWarehouse is empty: for Iceberg:CatalogType glue give the id of the account, for example 123456789012.");
        }

        AddFaultOfAddress(faults, CatalogUri, nameof(CatalogUri));
        AddFaultIfSet(faults, CatalogCredentials, nameof(CatalogCredentials), "Glue takes an access key; set Iceberg:AwsAccessKeyId and Iceberg:AwsSecretAccessKey");
    }

    // Not quoted: somebody may have written a password in it.
    private static void AddFaultOfAddress(List<string> faults, string text, string name)
    {
        if (text.Length == 0)
        {
            return;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            faults.Add($"Iceberg:{name} is no HTTP address: write http://host:port/path or https://host/path.");
        }
        else if (uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            faults.Add($"Iceberg:{name} has more than an address: write credentials in Iceberg:CatalogCredentials, and nothing behind a question mark.");
        }
    }

    private void AddFaultIfSet(List<string> faults, string value, string name, string why)
    {
        if (value.Length > 0)
        {
            faults.Add($"Iceberg:{name} is set, which Iceberg:CatalogType {CatalogType.ToString().ToLowerInvariant()} does not use: {why}.");
        }
    }
}
