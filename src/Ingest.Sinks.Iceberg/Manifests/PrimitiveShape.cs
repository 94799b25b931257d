using System.Globalization;
using System.Numerics;
using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Sinks.Iceberg.Manifests;

/// <summary>A primitive type's name taken apart: <c>decimal(18, 4)</c>, <c>fixed[16]</c>.</summary>
/// <param name="Name">The name alone.</param>
/// <param name="Precision">Digits of a decimal.</param>
/// <param name="Scale">Digits behind the point of a decimal.</param>
/// <param name="Length">Bytes of a fixed value, and of a decimal in Avro.</param>
internal sealed record PrimitiveShape(string Name, int Precision, int Scale, int Length)
{
    // The specification's limit.
    private const int PrecisionMax = 38;
    private const int UuidLength = 16;

    /// <summary>Takes a type apart.</summary>
    /// <exception cref="IcebergException">It is no primitive type of the second version of the format.</exception>
    public static PrimitiveShape Of(IcebergType type)
    {
        var text = (type as PrimitiveType)?.Name ?? throw new IcebergException($"{TableJson.ToText(type)} is no primitive type.");
        var open = text.AsSpan().IndexOfAny('(', '[');
        var numbers = open < 0 ? [] : text[(open + 1)..^1].Split(',', StringSplitOptions.TrimEntries).Select(Parse).ToArray();
        return (open < 0 ? text : text[..open], numbers) switch
        {
            ("decimal", [{ } precision and > 0 and <= PrecisionMax, { } scale]) => new PrimitiveShape("decimal", precision, scale, DecimalLength(precision)),
            ("fixed", [{ } length and >= 0]) => new PrimitiveShape("fixed", 0, 0, length),
            ("uuid", []) => new PrimitiveShape("uuid", 0, 0, UuidLength),
            ("boolean" or "int" or "long" or "float" or "double" or "date" or "time" or "timestamp" or "timestamptz" or "string" or "binary", []) =>
                new PrimitiveShape(text, 0, 0, 0),
            _ => throw new IcebergException($"\"{text}\" is no type that this program knows."),
        };
    }

    private static int? Parse(string number) => int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    // The fewest bytes that hold every number of so many digits.
    private static int DecimalLength(int precision) => (BigInteger.Pow(10, precision) - 1).GetByteCount();
}
