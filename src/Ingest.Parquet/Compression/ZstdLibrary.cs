using System.Runtime.InteropServices;

namespace Ingest.Parquet.Compression;

/// <summary>The entry points of the system's libzstd that are used.</summary>
internal static unsafe partial class ZstdLibrary
{
    /// <summary>The library's name: its interface is stable since 1.0 of 2016.</summary>
    public const string Name = "libzstd.so.1";

    /// <summary>What <see cref="GetFrameContentSize"/> gives from here on says that it is not known, or that it is no frame.</summary>
    public const ulong ContentSizeUnknown = ulong.MaxValue - 1;

    private static readonly Lazy<bool> Presence = new(() => NativeLibrary.TryLoad(Name, typeof(ZstdLibrary).Assembly, DllImportSearchPath.SafeDirectories, out _));

    /// <summary>True when the library can be loaded.</summary>
    public static bool IsPresent => Presence.Value;

    [LibraryImport(Name, EntryPoint = "ZSTD_createCCtx")]
    internal static partial nint CreateCompressor();

    [LibraryImport(Name, EntryPoint = "ZSTD_freeCCtx")]
    internal static partial nuint FreeCompressor(nint context);

    [LibraryImport(Name, EntryPoint = "ZSTD_createDCtx")]
    internal static partial nint CreateDecompressor();

    [LibraryImport(Name, EntryPoint = "ZSTD_freeDCtx")]
    internal static partial nuint FreeDecompressor(nint context);

    [LibraryImport(Name, EntryPoint = "ZSTD_compressBound")]
    internal static partial nuint CompressBound(nuint length);

    [LibraryImport(Name, EntryPoint = "ZSTD_compressCCtx")]
    internal static partial nuint Compress(ZstdContext context, byte* into, nuint room, byte* from, nuint length, int level);

    [LibraryImport(Name, EntryPoint = "ZSTD_decompressDCtx")]
    internal static partial nuint Decompress(ZstdContext context, byte* into, nuint room, byte* from, nuint length);

    [LibraryImport(Name, EntryPoint = "ZSTD_getFrameContentSize")]
    internal static partial ulong GetFrameContentSize(byte* from, nuint length);

    [LibraryImport(Name, EntryPoint = "ZSTD_isError")]
    internal static partial uint IsError(nuint code);

    [LibraryImport(Name, EntryPoint = "ZSTD_getErrorName")]
    internal static partial nint GetErrorName(nuint code);

    /// <summary>What a code says.</summary>
    internal static string? Describe(nuint code) => Marshal.PtrToStringUTF8(GetErrorName(code));
}
