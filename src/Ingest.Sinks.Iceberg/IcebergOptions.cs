using System.Globalization;
using Ingest.Core.Batching;
using Ingest.Parquet.Compression;
using Ingest.Parquet.Writing;
using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Sinks.Iceberg.Storage;

namespace Ingest.Sinks.Iceberg;

/// <summary>
/// Where the lake is, and when its files are written. Section <c>Iceberg</c> of the configuration; used when <c>Sinks</c> names <c>iceberg</c>.
/// </summary>
public sealed class IcebergOptions : CatalogOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Iceberg";

    // As of every batch: offsets of texts are 32 bits wide, and an hour is beyond any use.
    private const int FlushRowsLimit = 1_000_000;
    private const long FlushBytesLimit = 1L << 30;
    private static readonly TimeSpan TimeLimit = TimeSpan.FromHours(1);
    private static readonly TimeSpan MaintenanceLimit = TimeSpan.FromDays(7);

    /// <summary>Namespace of the tables. Default <c>ingest</c>.</summary>
    public string Namespace { get; set; } = "ingest";

    /// <summary>Folder of the lake when it is not in S3. Default <c>lake</c> in the data folder.</summary>
    public string LocalPath { get; set; } = "";

    /// <summary>Bucket of the lake. Default none: it is in <see cref="LocalPath"/>.</summary>
    public string S3Bucket { get; set; } = "";

    /// <summary>What every key in the bucket begins with, without slashes around it. Default none.</summary>
    public string S3Prefix { get; set; } = "";

    /// <summary>HTTP address of an S3 server other than AWS, for example <c>http://minio:9000</c>. Default none.</summary>
    public Uri? S3Endpoint { get; set; }

    /// <summary>Whether the bucket stands in the path of a request. Default: when <see cref="S3Endpoint"/> is given.</summary>
    public bool? S3PathStyle { get; set; }

    /// <summary>Which checksums go with requests to S3. Default: when required if <see cref="S3Endpoint"/> is given, else when supported.</summary>
    public S3Checksums? S3Checksums { get; set; }

    /// <summary>Whether the store heeds <c>If-None-Match</c>. Default true.</summary>
    public bool S3ConditionalPut { get; set; } = true;

    /// <summary>Encryption by the store. Default: what the bucket is set to.</summary>
    public LakeEncryption S3ServerSideEncryption { get; set; }

    /// <summary>Key of the encryption <c>Kms</c>. Default none: the account's key.</summary>
    public string S3ServerSideEncryptionKey { get; set; } = "";

    /// <summary>Bytes of a part of a large upload. Default 16 MiB.</summary>
    public int S3PartBytes { get; set; } = new S3Options().PartBytes;

    /// <summary>Longest time for one request to S3. Default 60 s.</summary>
    public TimeSpan S3RequestTimeout { get; set; } = new S3Options().RequestTimeout;

    /// <summary>Times that a request to S3 is sent again after a fault that may pass. Default 4.</summary>
    public int S3RetriesMax { get; set; } = new S3Options().RetriesMax;

    /// <summary>Longest pause before a request to S3 is sent again. Default 5 s.</summary>
    public TimeSpan S3RetryDelayMax { get; set; } = new S3Options().RetryDelayMax;

    /// <summary>
    /// <c>id:secret</c> or <c>id:secret:token</c> of an access key, in the place of the three settings of their own. A secret. Default none.
    /// </summary>
    public string AwsCredentials { get; set; } = "";

    /// <summary>Age of the first event that writes files. Default 30 s: a table gets 2,880 snapshots a day of it.</summary>
    public TimeSpan FlushInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Events that write files. Default 200,000: some 15 MB of Parquet, and as many bytes of memory as four such batches have.</summary>
    public int FlushBatchRows { get; set; } = 200_000;

    /// <summary>Bytes of the log's records that write files. Default 64 MiB, which bounds memory.</summary>
    public long FlushBatchBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Time that a flush may take before it is tried again. Default 10 min: a flush has a file for each day and site in it.</summary>
    public TimeSpan FlushTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Pause between two rounds of maintenance in the background: compaction, expiry and the removal of orphans, each as its command does it by default.
    /// Default 0: none. Memory and a processor are taken as <c>ingest lake compact</c> says.
    /// </summary>
    public TimeSpan MaintenanceInterval { get; set; }

    /// <summary>
    /// Whether <c>/iceberg/v1</c> hands out the server's own S3 keys with a table, so that an engine needs none of its own. Default false: the keys may
    /// write.
    /// </summary>
    public bool LendCredentials { get; set; }

    /// <summary>How pages of files are compressed. Default: Zstandard where the system has it, else Snappy.</summary>
    public ParquetCompression Compression { get; set; } = ParquetCompression.Auto;

    /// <summary>Level of Zstandard (1 to 19) or Gzip (1 to 9). Default 1.</summary>
    public int CompressionLevel { get; set; } = 1;

    /// <summary>How S3 is reached.</summary>
    internal S3Options ToS3() => new()
    {
        Bucket = S3Bucket,
        Prefix = S3Prefix,
        Endpoint = S3Endpoint,
        Region = AwsRegion.Length > 0 ? AwsRegion : new S3Options().Region,
        PathStyle = S3PathStyle,
        AccessKey = AwsAccessKeyId,
        SecretKey = AwsSecretAccessKey,
        SessionToken = AwsSessionToken,
        Checksums = S3Checksums,
        ConditionalPut = S3ConditionalPut,
        ServerSideEncryption = S3ServerSideEncryption,
        ServerSideEncryptionKey = S3ServerSideEncryptionKey,
        PartBytes = S3PartBytes,
        RequestTimeout = S3RequestTimeout,
        RetriesMax = S3RetriesMax,
        RetryDelayMax = S3RetryDelayMax,
    };

    /// <summary>How files are written.</summary>
    public ParquetOptions ToParquet() => new() { Compression = Compression, CompressionLevel = CompressionLevel };

    /// <summary>When batches are closed; retries and what is set aside are as for all sinks.</summary>
    public BatchOptions ToBatching(BatchOptions all) => new()
    {
        RowsMax = FlushBatchRows,
        RecordBytesMax = FlushBatchBytes,
        AgeMax = FlushInterval,
        DeliveryTimeout = FlushTimeout,
        RetryDelayMin = all.RetryDelayMin,
        RetryDelayMax = all.RetryDelayMax,
        SetAsideMax = all.SetAsideMax,
    };

    /// <summary>Fills in what is not said: the folder of the lake, and the parts of <see cref="AwsCredentials"/>.</summary>
    /// <param name="localPath">The folder.</param>
    public void Complete(string localPath)
    {
        LocalPath = Path.GetFullPath(LocalPath.Length > 0 ? LocalPath : localPath);
        if (AwsCredentials.Split(':', 3) is [var id, var secret, .. var token] && AwsAccessKeyId.Length == 0)
        {
            (AwsAccessKeyId, AwsSecretAccessKey, AwsSessionToken) = (id, secret, token.Length == 0 ? "" : token[0]);
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Validate()
    {
        List<string> faults =
        [
            .. base.Validate(),
            .. ToS3().Validate(),
            .. Range(nameof(FlushInterval), FlushInterval, TimeSpan.Zero, TimeLimit),
            .. Range(nameof(FlushBatchRows), FlushBatchRows, 1, FlushRowsLimit),
            .. Range(nameof(FlushBatchBytes), FlushBatchBytes, 1, FlushBytesLimit),
            .. Range(nameof(FlushTimeout), FlushTimeout, TimeSpan.FromMilliseconds(1), TimeLimit),
            .. Range(nameof(MaintenanceInterval), MaintenanceInterval, TimeSpan.Zero, MaintenanceLimit),
            .. Range(nameof(CompressionLevel), CompressionLevel, 1, Compression == ParquetCompression.Gzip ? 9 : 19),
        ];
        if (Namespace.Length is 0 or > 255 || !Namespace.Split('.').All(level => level.Length > 0 && level.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')))
        {
            faults.Add($"{Section}:{nameof(Namespace)} is '{Namespace}': give letters, digits, underscores and hyphens, with points between levels.");
        }

        if (MaintenanceInterval > TimeSpan.Zero && MaintenanceInterval < TimeSpan.FromSeconds(1))
        {
            faults.Add($"{Section}:{nameof(MaintenanceInterval)} is {MaintenanceInterval}: give a second at least, or 0 for no maintenance.");
        }

        if (AwsCredentials.Length > 0 && AwsCredentials.Split(':').Length is not (2 or 3))
        {
            faults.Add($"{Section}:{nameof(AwsCredentials)} has no colon, or too many: write id:secret, or id:secret:token.");
        }

        if (!PageCodecs.IsAvailable(Compression, out var reason))
        {
            faults.Add($"{Section}:{nameof(Compression)}: {reason}");
        }

        return [.. faults.Distinct(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Range<T>(string setting, T value, T least, T most)
        where T : IComparable<T>, IFormattable
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{Section}:{setting} is {value}; give a value from {least} to {most}.");
        }
    }
}
