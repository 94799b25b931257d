using System.Globalization;
using Ingest.Sinks.Iceberg.Manifests;
using Ingest.Sinks.Iceberg.Storage;

namespace Ingest.Sinks.Iceberg.Maintenance;

/// <summary>Reads data files into memory.</summary>
internal static class WholeFile
{
    /// <summary>Bytes of a file at most.</summary>
    public const int BytesMax = 1 << 30;

    /// <summary>The bytes of a file.</summary>
    /// <exception cref="DamagedFileException">It is missing, not as long as its manifest says, or too large.</exception>
    /// <exception cref="LakeStorageException">The storage failed.</exception>
    public static async Task<byte[]> ReadAsync(ILakeStorage storage, DataFile file, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = await storage.OpenReadAsync(file.Path, cancellationToken);
            if (stream.Length != file.FileSize)
            {
                throw new DamagedFileException(file.Path, string.Create(CultureInfo.InvariantCulture, $"it has {stream.Length} bytes, and its manifest says {file.FileSize}"));
            }

            if (stream.Length > BytesMax)
            {
                throw new DamagedFileException(file.Path, string.Create(CultureInfo.InvariantCulture, $"it has {stream.Length} bytes, and at most {BytesMax} are read at once"));
            }

            var bytes = new byte[stream.Length];
            await stream.ReadExactlyAsync(bytes, cancellationToken);
            return bytes;
        }
        catch (LakeFileNotFoundException missing)
        {
            throw new DamagedFileException(file.Path, "it is missing", missing);
        }
        catch (IOException fault)
        {
            throw LakeFaults.OfDisk(file.Path, "read", fault);
        }
    }
}
