namespace Ingest.Sinks.Iceberg.Storage;

/// <summary>Where the lake's bucket is and how it is reached. Section <c>Iceberg</c> of the configuration.</summary>
public sealed class S3Options
{
    /// <summary>The smallest part of an upload that S3 takes, in bytes.</summary>
    public const int PartBytesMin = 5 * 1024 * 1024;

    /// <summary>The largest part, in bytes: parts are held in memory.</summary>
    public const int PartBytesMax = 512 * 1024 * 1024;

    /// <summary>The most times that a request is sent again.</summary>
    public const int RetriesLimit = 20;

    private static readonly TimeSpan RequestTimeoutMax = TimeSpan.FromHours(1);
    private static readonly TimeSpan RetryDelayLimit = TimeSpan.FromMinutes(5);

    /// <summary>The bucket. Default none: the lake is not in S3.</summary>
    public string Bucket { get; set; } = "";

    /// <summary>What every key begins with, without slashes around it. Default none: the bucket is the lake's alone.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>HTTP address of an S3 server, for example <c>http://minio:9000</c>. Default none: AWS.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>Region, for example <c>eu-central-1</c>. Default <c>us-east-1</c>, which most servers other than AWS take.</summary>
    public string Region { get; set; } = "us-east-1";

    /// <summary>Whether the bucket stands in the path of a request instead of its host name. Default: when <see cref="Endpoint"/> is given.</summary>
    public bool? PathStyle { get; set; }

    /// <summary>Id of the access key. Default none: what the AWS SDK finds in environment, profile or machine.</summary>
    public string AccessKey { get; set; } = "";

    /// <summary>Secret of the access key. Default none.</summary>
    public string SecretKey { get; set; } = "";

    /// <summary>Token of a temporary access key. Default none.</summary>
    public string SessionToken { get; set; } = "";

    /// <summary>Which checksums go with requests. Default: when required if <see cref="Endpoint"/> is given, else when supported.</summary>
    public S3Checksums? Checksums { get; set; }

    /// <summary>
    /// Whether the store heeds <c>If-None-Match</c>, by which of two writers of one object one is refused. Default true. False: it is asked before a
    /// write, and of two at the same moment the later one wins, so only one server may write.
    /// </summary>
    public bool ConditionalPut { get; set; } = true;

    /// <summary>Encryption by the store. Default: what the bucket is set to.</summary>
    public LakeEncryption ServerSideEncryption { get; set; }

    /// <summary>Key of <see cref="LakeEncryption.Kms"/>. Default none: the account's key for S3.</summary>
    public string ServerSideEncryptionKey { get; set; } = "";

    /// <summary>
    /// Bytes of a part of a large object. Default 16 MiB: 10,000 of them, the most that an upload has, are 156 GiB. A file that is written holds up
    /// to three in memory.
    /// </summary>
    public int PartBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Longest time for one request, its answer included; for the next bytes where an object is read bit by bit. Default 60 s: a part of 16 MiB at 2.3 Mbit/s.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Times that a request is sent again after a fault that may pass. Default 4.</summary>
    public int RetriesMax { get; set; } = 4;

    /// <summary>Longest pause before a request is sent again. Default 5 s; pauses begin at a tenth of a second, double, and vary by chance.</summary>
    public TimeSpan RetryDelayMax { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The root of a lake in this bucket.</summary>
    public string Root => Prefix.Length == 0 ? $"s3://{Bucket}" : $"s3://{Bucket}/{Prefix}";

    internal bool UsesPathStyle => PathStyle ?? Endpoint is not null;

    internal S3Checksums ChecksumsOrDefault => Checksums ?? (Endpoint is null ? S3Checksums.WhenSupported : S3Checksums.WhenRequired);

    /// <summary>Every fault of these options, in words for an operator; empty when there is none. Values of credentials are not in them.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        AddFaultsOfPlace(faults);
        AddFaultsOfCredentials(faults);
        AddFaultsOfBounds(faults);
        return faults;
    }

    private void AddFaultsOfPlace(List<string> faults)
    {
        if (Bucket.Length > 0 && (Bucket.Length is < 3 or > 63 || !Bucket.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-')))
        {
            faults.Add($"Iceberg:S3Bucket is '{Bucket}': give the bucket's name alone: 3 to 63 small letters, digits, points and hyphens.");
        }

        if (Prefix.Length > 0 && (Bucket.Length == 0 || Prefix.Split('/').Any(name => name is "" or "." or "..")))
        {
            faults.Add($"Iceberg:S3Prefix is '{Prefix}': give names with one slash between them and none around, for example lake/prod, and Iceberg:S3Bucket.");
        }

        if (Endpoint is not null && (!Endpoint.IsAbsoluteUri || Endpoint.Scheme is not ("http" or "https") || Endpoint.UserInfo.Length > 0))
        {
            faults.Add("Iceberg:S3Endpoint is not an HTTP address: give http://host:9000 or https://host, without user and password.");
        }

        if (string.IsNullOrWhiteSpace(Region))
        {
            faults.Add("Iceberg:AwsRegion is empty: give the bucket's region, for example eu-central-1.");
        }
    }

    private void AddFaultsOfCredentials(List<string> faults)
    {
        if (AccessKey.Length > 0 != SecretKey.Length > 0)
        {
            faults.Add("Of Iceberg:AwsAccessKeyId and Iceberg:AwsSecretAccessKey one is missing: give both, or neither for the AWS SDK to look for credentials.");
        }

        if (SessionToken.Length > 0 && AccessKey.Length == 0)
        {
            faults.Add("Iceberg:AwsSessionToken is given without Iceberg:AwsAccessKeyId: it belongs to a temporary key; give both.");
        }

        if (ServerSideEncryptionKey.Length > 0 && ServerSideEncryption != LakeEncryption.Kms)
        {
            faults.Add("Iceberg:S3ServerSideEncryptionKey is given, which only Iceberg:S3ServerSideEncryption Kms uses: set that, or leave the key out.");
        }
    }

    private void AddFaultsOfBounds(List<string> faults)
    {
        if (PartBytes is < PartBytesMin or > PartBytesMax)
        {
            faults.Add($"Iceberg:S3PartBytes is {PartBytes}: it must be from {PartBytesMin} to {PartBytesMax}.");
        }

        if (RequestTimeout <= TimeSpan.Zero || RequestTimeout > RequestTimeoutMax)
        {
            faults.Add($"Iceberg:S3RequestTimeout is {RequestTimeout}: it must be more than zero and at most {RequestTimeoutMax}.");
        }

        if (RetriesMax is < 0 or > RetriesLimit)
        {
            faults.Add($"Iceberg:S3RetriesMax is {RetriesMax}: it must be from 0 to {RetriesLimit}.");
        }

        if (RetryDelayMax <= TimeSpan.Zero || RetryDelayMax > RetryDelayLimit)
        {
            faults.Add($"Iceberg:S3RetryDelayMax is {RetryDelayMax}: it must be more than zero and at most {RetryDelayLimit}.");
        }
    }
}
