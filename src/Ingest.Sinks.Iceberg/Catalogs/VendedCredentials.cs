namespace Ingest.Sinks.Iceberg.Catalogs;

/// <summary>What a catalog gives a client to reach a table's files with (Iceberg REST catalog specification, StorageCredential). Never logged.</summary>
/// <param name="Prefix">Locations that begin with it are reached with these; empty for all of the table.</param>
/// <param name="Settings">As the catalog names them, <c>s3.secret-access-key</c> among them.</param>
public sealed record VendedCredentials(string Prefix, IReadOnlyDictionary<string, string> Settings)
{
    /// <summary>Id of the access key.</summary>
    public string? AccessKeyId => Settings.GetValueOrDefault("s3.access-key-id");

    /// <summary>The access key, a secret.</summary>
    public string? SecretAccessKey => Settings.GetValueOrDefault("s3.secret-access-key");

    /// <summary>Token of a key that is lent for a time, a secret.</summary>
    public string? SessionToken => Settings.GetValueOrDefault("s3.session-token");

    /// <summary>Where the store is, when it is not Amazon's.</summary>
    public string? Endpoint => Settings.GetValueOrDefault("s3.endpoint");

    /// <summary>Region of the store.</summary>
    public string? Region => Settings.GetValueOrDefault("s3.region") ?? Settings.GetValueOrDefault("client.region");

    /// <summary>Without the secrets.</summary>
    public override string ToString() => $"{nameof(VendedCredentials)} for {(Prefix.Length == 0 ? "the table" : Prefix)}";
}
