using System.Buffers.Text;

namespace Ingest.Core.Intake.Parsing;

/// <summary>The UUID rule of Umami's schema library: RFC 9562 versions 1 to 8 of variant 8 to b in any case, or nil, or lower-case max.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
internal static class SourceIdText
{
    private const int Length = 36;
    private const int VersionAt = 14;
    private const int VariantAt = 19;

    public static bool TryParse(ReadOnlySpan<byte> text, out Guid id)
    {
        if (text.Length != Length || !Utf8Parser.TryParse(text, out id, out var consumed, 'D') || consumed != Length)
        {
            id = Guid.Empty;
            return false;
        }

        return (text[VersionAt] is >= (byte)'1' and <= (byte)'8' && (text[VariantAt] | 0x20) is '8' or '9' or 'a' or 'b')
            || id == Guid.Empty
            || text.SequenceEqual("ffffffff-ffff-ffff-ffff-ffffffffffff"u8);
    }
}
