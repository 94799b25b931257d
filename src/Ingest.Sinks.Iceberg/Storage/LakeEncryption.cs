namespace Ingest.Sinks.Iceberg.Storage;

/// <summary>How the store encrypts what is written.</summary>
public enum LakeEncryption
{
    /// <summary>As the bucket is set.</summary>
    None,

    /// <summary>With keys of the store (<c>AES256</c>).</summary>
    Aes256,

    /// <summary>With a key of a key service (<c>aws:kms</c>).</summary>
    Kms,
}
