using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Ingest.Core.Enrichment.EventValues;

/// <summary>
/// The shortest decimal that reads back as a given double, <c>±Digits × 10^Exponent</c>: what JavaScript prints, and what Postgres
/// therefore rounds when a number reaches it as text.
/// </summary>
/// <remarks>Hot path: no allocation per event.</remarks>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ShortestDecimal(bool IsNegative, ulong Digits, int Exponent)
{
    // The greatest number of Decimal(18,4), in ten-thousandths.
    private const long Decimal18Max = 999_999_999_999_999_999;

    private static readonly ulong[] PowersOfTen =
    [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000, 100_000_000_000,
        1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000, 10_000_000_000_000_000,
        100_000_000_000_000_000, 1_000_000_000_000_000_000, 10_000_000_000_000_000_000,
    ];

    /// <summary>Takes a finite number apart. The last digit is not 0, except for 0 itself.</summary>
    public static ShortestDecimal Of(double value)
    {
        Debug.Assert(double.IsFinite(value), "Infinity has no digits.");
        Span<byte> text = stackalloc byte[32];
        var written = value.TryFormat(text, out var length, "R", CultureInfo.InvariantCulture);
        Debug.Assert(written, "No double takes more than 24 characters.");
        return Parse(text[..length], value < 0);
    }

    /// <summary>The number rounded to so many decimals, halves away from zero, as a count of units of the last decimal.</summary>
    public ulong Scale(int decimals)
    {
        var shift = Exponent + decimals;
        if (shift >= 0)
        {
            return shift < PowersOfTen.Length && Digits <= ulong.MaxValue / PowersOfTen[shift] ? Digits * PowersOfTen[shift] : ulong.MaxValue;
        }

        if (-shift >= PowersOfTen.Length)
        {
            return 0;
        }

        var (quotient, rest) = Math.DivRem(Digits, PowersOfTen[-shift]);
        return quotient + (rest >= PowersOfTen[-shift] - rest ? 1UL : 0UL);
    }

    /// <summary>A finite number rounded as Postgres rounds a <c>numeric</c>, which knows no -0.</summary>
    public static double Round(double value, int decimals)
    {
        var number = Of(value);
        if (number.Exponent >= -decimals)
        {
            return value + 0.0;
        }

        var rounded = number.Scale(decimals) / (double)PowersOfTen[decimals];
        return (number.IsNegative ? -rounded : rounded) + 0.0;
    }

    /// <summary>A finite number, not negative, in ten-thousandths; at most what Decimal(18,4) holds.</summary>
    public static long TenThousandths(double value) => (long)Math.Min(Of(value).Scale(4), Decimal18Max);

    // Reads what "R" prints: digits with at most one point, then perhaps E and a signed exponent.
    private static ShortestDecimal Parse(ReadOnlySpan<byte> text, bool isNegative)
    {
        var (digits, exponent, decimals, isFraction) = (0UL, 0, 0, false);
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case (byte)'.':
                    isFraction = true;
                    break;
                case (byte)'E':
                    exponent = int.Parse(text[(i + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
                    i = text.Length;
                    break;
                case not (byte)'-':
                    digits = (digits * 10) + (ulong)(text[i] - '0');
                    decimals += isFraction ? 1 : 0;
                    break;
            }
        }

        exponent -= decimals;
        while (digits != 0 && digits % 10 == 0)
        {
            digits /= 10;
            exponent++;
        }

        return new ShortestDecimal(isNegative, digits, digits == 0 ? 0 : exponent);
    }
}
