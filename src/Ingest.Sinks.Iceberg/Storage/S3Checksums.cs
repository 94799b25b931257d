namespace Ingest.Sinks.Iceberg.Storage;

/// <summary>When the AWS SDK sends and checks its own checksums, beside the signature, which covers every body.</summary>
public enum S3Checksums
{
    /// <summary>With every request that can have one (<c>WHEN_SUPPORTED</c>), as AWS advises.</summary>
    WhenSupported,

    /// <summary>Only where S3 insists on one (<c>WHEN_REQUIRED</c>): for servers that do not know them.</summary>
    WhenRequired,
}
