using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;

namespace Ingest.Core.Enrichment.EventValues;

/// <summary>Numbers as JavaScript prints them (ECMA-262 §6.1.6.1.20, §21.1.3.3).</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
internal static class JavaScriptNumber
{
    /// <summary>Longest text that this type writes: 21 digits, a sign, a point and four decimals.</summary>
    public const int LengthMax = 32;

    private const int MantissaBits = 52;
    private const int ExponentBias = 1_075;

    // From here on, toFixed prints the exponent form.
    private const double FixedMax = 1e21;

    /// <summary>Writes what <c>String(value)</c> is. Returns the length.</summary>
    public static int Write(double value, Span<byte> text)
    {
        if (!double.IsFinite(value))
        {
            return Copy(value > 0 ? "Infinity"u8 : "-Infinity"u8, text);
        }

        var number = ShortestDecimal.Of(value);
        var sign = number.IsNegative ? Copy("-"u8, text) : 0;
        Span<byte> digits = stackalloc byte[20];
        Format(number.Digits, digits, out var count);
        return sign + WriteDigits(digits[..count], count + number.Exponent, text[sign..]);
    }

    /// <summary>
    /// Writes what <c>value.toFixed(4)</c> is, which rounds the exact binary value, ties away from zero; -0 is 0. Returns the length.
    /// </summary>
    public static int WriteFixed4(double value, Span<byte> text)
    {
        if (!(Math.Abs(value) < FixedMax))
        {
            return Write(value, text);
        }

        var sign = value < 0 ? Copy("-"u8, text) : 0;
        var (whole, fraction) = UInt128.DivRem(TenThousandths(value), 10_000);
        var written = whole.TryFormat(text[sign..], out var length, default, CultureInfo.InvariantCulture);
        Debug.Assert(written, "The whole part has at most 21 digits.");
        length += sign;
        text[length++] = (byte)'.';
        Utf8Formatter.TryFormat((uint)fraction, text[length..], out var decimals, new System.Buffers.StandardFormat('D', 4));
        return length + decimals;
    }

    // point: how many digits stand before the decimal point; negative for zeros behind it.
    private static int WriteDigits(ReadOnlySpan<byte> digits, int point, Span<byte> text)
    {
        if (digits is [(byte)'0'])
        {
            return Copy("0"u8, text);
        }

        if (point is > 21 or <= -6)
        {
            return WriteExponent(digits, point - 1, text);
        }

        var length = 0;
        if (point <= 0)
        {
            length = Copy("0."u8, text);
            text.Slice(length, -point).Fill((byte)'0');
            return length - point + Copy(digits, text[(length - point)..]);
        }

        length = Copy(digits[..Math.Min(point, digits.Length)], text);
        if (point >= digits.Length)
        {
            text[length..point].Fill((byte)'0');
            return point;
        }

        text[length++] = (byte)'.';
        return length + Copy(digits[point..], text[length..]);
    }

    private static int WriteExponent(ReadOnlySpan<byte> digits, int exponent, Span<byte> text)
    {
        var length = Copy(digits[..1], text);
        if (digits.Length > 1)
        {
            text[length++] = (byte)'.';
            length += Copy(digits[1..], text[length..]);
        }

        text[length++] = (byte)'e';
        text[length++] = (byte)(exponent < 0 ? '-' : '+');
        Format((ulong)Math.Abs(exponent), text[length..], out var written);
        return length + written;
    }

    // The exact value times 10^4, rounded: mantissa and factor together take 67 bits, and less than 2^84 after the shift.
    private static UInt128 TenThousandths(double value)
    {
        var bits = BitConverter.DoubleToUInt64Bits(value);
        var biased = (int)((bits >> MantissaBits) & 0x7FF);
        var mantissa = bits & ((1UL << MantissaBits) - 1);
        mantissa |= biased == 0 ? 0 : 1UL << MantissaBits;
        var shift = Math.Max(biased, 1) - ExponentBias;
        var scaled = (UInt128)mantissa * 10_000;
        return shift switch
        {
            >= 0 => scaled << shift,
            < -127 => UInt128.Zero,
            _ => (scaled >> -shift) + ((scaled >> (-shift - 1)) & 1),
        };
    }

    private static void Format(ulong value, Span<byte> text, out int length)
    {
        var written = Utf8Formatter.TryFormat(value, text, out length);
        Debug.Assert(written, "The target holds every 64-bit number.");
    }

    private static int Copy(ReadOnlySpan<byte> source, Span<byte> target)
    {
        source.CopyTo(target);
        return source.Length;
    }
}
