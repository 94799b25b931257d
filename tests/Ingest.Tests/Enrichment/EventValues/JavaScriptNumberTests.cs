using System.Globalization;
using System.Numerics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ingest.Core.Enrichment.EventValues;
using Ingest.Core.Intake.Parsing;

namespace Ingest.Tests.Enrichment.EventValues;

public sealed class JavaScriptNumberTests
{
    private static readonly Arbitrary<double> AnyFinite = ArbMap.Default.ArbFor<long>().Generator
        .Select(BitConverter.Int64BitsToDouble).Or(ArbMap.Default.ArbFor<double>().Generator)
        .Where(double.IsFinite).ToArbitrary();

    [Fact]
    public void What_is_written_reads_back_as_the_same_number() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(AnyFinite, value =>
        {
            Span<byte> text = stackalloc byte[JavaScriptNumber.LengthMax];
            var length = JavaScriptNumber.Write(value, text);
            return JsNumber.Parse(text[..length]) == value;
        }));

    [Fact]
    public void Four_decimals_are_those_nearest_to_the_exact_binary_value() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(AnyFinite, value =>
        {
            // Brings half of the numbers into the range where decimals show.
            value = Math.Abs(value) < 1e21 ? value : Math.IEEERemainder(value, 1e6);
            Span<byte> text = stackalloc byte[JavaScriptNumber.LengthMax];
            var written = Encoding.UTF8.GetString(text[..JavaScriptNumber.WriteFixed4(value, text)]);
            return written == Exact(value);
        }));

    // value = mantissa × 2^-shift, so the ten-thousandths are mantissa × 10^4 / 2^shift; halves go up.
    private static string Exact(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(Math.Abs(value));
        var exponent = (int)(bits >> 52);
        BigInteger mantissa = exponent == 0 ? bits : (bits & ((1L << 52) - 1)) | (1L << 52);
        var scale = BigInteger.Pow(2, 1200);
        var scaled = mantissa * 10_000 * BigInteger.Pow(2, 1200 + Math.Max(exponent, 1) - 1075);
        var rounded = ((2 * scaled) + scale) / (2 * scale);
        var digits = rounded.ToString("D5", CultureInfo.InvariantCulture);
        return (value < 0 ? "-" : "") + digits[..^4] + "." + digits[^4..];
    }
}
