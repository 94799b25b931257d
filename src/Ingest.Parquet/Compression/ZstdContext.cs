using System.Runtime.InteropServices;

namespace Ingest.Parquet.Compression;

/// <summary>The memory with which libzstd compresses or decompresses, some hundred kB, kept from page to page.</summary>
internal sealed class ZstdContext : SafeHandle
{
    private readonly bool _isCompressor;

    /// <summary>Asks the library for one.</summary>
    /// <exception cref="InvalidOperationException">The library has none.</exception>
    public ZstdContext(bool isCompressor)
        : base(nint.Zero, ownsHandle: true)
    {
        _isCompressor = isCompressor;
        SetHandle(isCompressor ? ZstdLibrary.CreateCompressor() : ZstdLibrary.CreateDecompressor());
        if (IsInvalid)
        {
            throw new InvalidOperationException($"{ZstdLibrary.Name} has no memory for a context.");
        }
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == nint.Zero;

    /// <inheritdoc/>
    protected override bool ReleaseHandle() =>
        (_isCompressor ? ZstdLibrary.FreeCompressor(handle) : ZstdLibrary.FreeDecompressor(handle)) == 0;
}
