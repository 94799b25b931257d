namespace Ingest.Sinks.Iceberg.Maintenance;

/// <summary>A data file is missing, or is not what its manifest says; or it is of a kind that this program cannot read.</summary>
/// <param name="path">The file.</param>
/// <param name="what">What is wrong with it.</param>
/// <param name="cause">How that was found; null when it was counted.</param>
internal sealed class DamagedFileException(string path, string what, Exception? cause = null) : IcebergException($"{path}: {what}", cause!)
{
    /// <summary>The file.</summary>
    public string Path => path;

    /// <summary>What is wrong with it.</summary>
    public string What => what;
}
